package dev.naru.edge.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.ServerState;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** nginx's smooth weighted round robin: its own examples, and what it promises. */
class RoundRobinTest {
    private static final int MAX_FAILS = 1;
    private static final long FAIL_TIMEOUT_MS = Servers.FAIL_TIMEOUT_MS;
    private static final Tried NONE = new Tried();

    /** The policy with its servers. */
    private record Balance(Candidates candidates, RoundRobin policy) {
        Balance(List<Server> servers, int maxFails) {
            this(new Candidates(servers), maxFails);
        }

        private Balance(Candidates candidates, int maxFails) {
            this(candidates, new RoundRobin(candidates, maxFails));
        }

        Server pick(long now, Tried tried) {
            return candidates.find(now, tried) ? policy.pick(candidates, Picker.NO_KEY, now) : null;
        }
    }

    private static List<Server> servers(int... weights) {
        return Servers.weighted(weights);
    }

    private static String picks(Balance balance, int count) {
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < count; i++) {
            order.append(balance.pick(0, NONE));
        }
        return order.toString();
    }

    @Test
    void spreadsAsNginxDoes() {
        assertEquals("aabacaa", picks(new Balance(servers(5, 1, 1), MAX_FAILS), 7));
        assertEquals("abcabc", picks(new Balance(servers(1, 1, 1), MAX_FAILS), 6));
        assertEquals("abaaba", picks(new Balance(servers(2, 1), MAX_FAILS), 6));
        assertEquals("abacdaba", picks(new Balance(servers(4, 2, 1, 1), MAX_FAILS), 8));
    }

    @Property(tries = 300)
    void givesEachItsWeightInEveryCycle(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 0, max = 20) Integer> weights) {
        int[] array = weights.stream().mapToInt(Integer::intValue).toArray();
        int total = weights.stream().mapToInt(Integer::intValue).sum();
        Balance balance = new Balance(servers(array), MAX_FAILS);
        if (total == 0) {
            assertNull(balance.pick(0, NONE));
            return;
        }
        for (int cycle = 0; cycle < 3; cycle++) {
            int[] counts = new int[array.length];
            for (int i = 0; i < total; i++) {
                counts[balance.pick(0, NONE).index()]++;
            }
            assertEquals(weights, java.util.Arrays.stream(counts).boxed().toList());
        }
    }

    @Test
    void leavesOutServersThatAreDownOrTried() {
        List<Server> servers = servers(1, 1, 1);
        Balance balance = new Balance(servers, MAX_FAILS);
        servers.get(1).state().failed(0);
        assertEquals("acac", picks(balance, 4));
        Tried tried = new Tried();
        tried.add(servers.get(0));
        tried.add(servers.get(2));
        assertNull(balance.pick(0, tried));
    }

    @Test
    void aFailureCostsWeightThatComesBackStepByStep() {
        List<Server> servers = servers(4, 4);
        Balance balance = new Balance(servers, 2);
        balance.policy().failed(servers.getFirst()); // of 4 by 4 / 2 = 2
        assertEquals("b", picks(balance, 1), "first configured, and yet behind");
        picks(balance, 20);
        String later = picks(balance, 100);
        assertEquals(50, later.chars().filter(c -> c == 'a').count(), later);
    }

    @Test
    void aServerThatWasDownGetsOneTrialAndItsShareBackWhenItSucceeds() {
        List<Server> servers = servers(1, 1);
        Balance balance = new Balance(servers, MAX_FAILS);
        ServerState state = servers.getFirst().state();
        long later = (FAIL_TIMEOUT_MS + 1) * 1_000_000;
        state.failed(0);
        assertEquals(false, state.eligible(later - 2_000_000));
        assertEquals(true, state.eligible(later));
        assertEquals(true, state.claim(later));
        assertEquals(false, state.eligible(later + 1), "the trial is another request's");
        state.succeeded();
        assertEquals(true, state.eligible(later + 2) && state.up());
        assertEquals(2, picks(balance, 4).chars().filter(c -> c == 'a').count());
    }

    @Test
    void twoFailuresCountOnlyWithinTheWindow() {
        ServerState state = new ServerState(2, 1_000);
        assertEquals(false, state.failed(0));
        assertEquals(false, state.failed(1_500_000_000L), "the first is out of the window");
        assertEquals(true, state.failed(2_000_000_000L));
        assertEquals(false, state.up());
    }
}
