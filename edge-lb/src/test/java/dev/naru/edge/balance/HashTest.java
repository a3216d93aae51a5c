package dev.naru.edge.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.upstream.Server;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Consistent hash: shares, disruption, bounded load. All random numbers come from the seeds given. */
class HashTest {
    private static final int KEYS = 100_000;
    private static final Tried NONE = new Tried();

    /** A policy with its servers. */
    private record Hash(Candidates candidates, ConsistentHash policy) {
        static Hash of(List<Server> servers, int maxLoadPercent) {
            Candidates candidates = new Candidates(servers);
            return new Hash(
                    candidates,
                    new ConsistentHash(new Rendezvous(candidates), maxLoadPercent, new RoundRobin(candidates, 1)));
        }

        Server pick(long key) {
            candidates.find(0, NONE);
            return policy.pick(candidates, key, 0);
        }
    }

    private static long[] keys(long seed) {
        return new SplittableRandom(seed).longs(KEYS).map(key -> key | 1).toArray();
    }

    /** Three standard deviations of a share are at most 0.0048 with 100,000 keys; the tolerance is 0.005. */
    @Test
    void sharesAreTheWeights() {
        List<Server> servers = Servers.weighted(5, 3, 1, 1, 0);
        int[] counts = new int[5];
        for (long key : keys(1)) {
            counts[Hash.of(servers, 0).pick(key).index()]++;
        }
        for (int i = 0; i < 5; i++) {
            assertEquals(servers.get(i).weight() / 10.0, counts[i] / (double) KEYS, 0.005, "server " + i);
        }
        assertEquals(0, counts[4], "weight 0 takes none");
    }

    @Test
    void aServerThatLeavesMovesItsOwnKeysOnlyAndToAllOthers() {
        List<Server> five = Servers.weighted(1, 1, 1, 1, 1);
        Hash before = Hash.of(five, 0);
        Hash after = Hash.of(Servers.without(five, 2), 0);
        int moved = 0;
        int needlessly = 0;
        Map<String, Integer> to = new HashMap<>();
        for (long key : keys(2)) {
            String was = before.pick(key).name();
            String is = after.pick(key).name();
            if (!was.equals(is)) {
                moved++;
                needlessly += was.equals("c") ? 0 : 1;
                to.merge(is, 1, Integer::sum);
            }
        }
        System.out.printf(
                "hash: 1 of 5 leaves: %.4f of the keys move (0.2 is the least possible), %d of them needlessly, to %s%n",
                moved / (double) KEYS, needlessly, to);
        assertEquals(0, needlessly);
        assertEquals(0.2, moved / (double) KEYS, 0.005);
        to.values().forEach(count -> assertEquals(0.05, count / (double) KEYS, 0.005));
    }

    @Test
    void aHeavierWeightMovesKeysToThatServerOnly() {
        Hash before = Hash.of(Servers.weighted(2, 2, 2), 0);
        Hash after = Hash.of(Servers.weighted(2, 3, 2), 0);
        for (long key : keys(3)) {
            String was = before.pick(key).name();
            String is = after.pick(key).name();
            assertTrue(was.equals(is) || is.equals("b"), was + " to " + is);
        }
    }

    /** One key alone, as a page that everybody wants: without a bound one server would take it all. */
    @Test
    void noServerHoldsMoreThanItsBoundAndTheRestIsNextInLine() {
        List<Server> servers = Servers.weighted(2, 1, 1);
        Hash hash = Hash.of(servers, 150);
        List<Server> holding = new ArrayList<>();
        for (int inFlight = 0; inFlight < 400; inFlight++) {
            Server server = hash.pick(12345);
            server.state().load().begin();
            holding.add(server);
            long slots = (long) Math.ceil((inFlight + 1) * 1.5);
            for (Server each : servers) {
                assertTrue(each.state().load().inFlight() <= Math.ceilDiv(slots * each.weight(), 4L));
            }
        }
        long own =
                holding.stream().filter(server -> server == holding.getFirst()).count();
        double bound = holding.getFirst().weight() / 4.0 * 1.5;
        System.out.printf("bounded load: the key's own server holds %.3f of 400 (bound %.3f)%n", own / 400.0, bound);
        assertEquals(bound, own / 400.0, 0.01);
        holding.forEach(server -> server.state().load().end());
        assertEquals(holding.getFirst().name(), hash.pick(12345).name(), "back at home when it is quiet");
    }

    @Test
    void withoutAKeyItGoesByRoundRobin() {
        Hash hash = Hash.of(Servers.weighted(1, 1, 1), 150);
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            order.append(hash.pick(Picker.NO_KEY));
        }
        assertEquals("abcabc", order.toString());
    }

    /** Fixed for all times: a change would empty every cache behind an edge. */
    @Test
    void aKeyHasTheSameServerInEveryVersionAndProcess() {
        Hash hash = Hash.of(Servers.weighted(1, 1, 1, 1), 0);
        StringBuilder owners = new StringBuilder();
        for (String key : List.of("/", "/a", "/products/42?lang=ko", "user-7", "가")) {
            byte[] bytes = key.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            owners.append(hash.pick(Hashing.of(bytes, 0, bytes.length)));
        }
        assertEquals("badbc", owners.toString());
    }
}
