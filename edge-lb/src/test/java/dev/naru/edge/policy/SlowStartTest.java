package dev.naru.edge.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.naru.edge.config.SlowStartConfig;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.ServerState;
import dev.naru.edge.upstream.ServerState.Bar;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowStartTest {
    private static final long S = 1_000_000_000L;

    @Test
    void growsFromTheMinimumToAllOfTheWeight() {
        SlowStart linear = new SlowStart(new SlowStartConfig(30_000, 10, 100), List.of());
        assertEquals(0.1, linear.factor(0));
        assertEquals(0.1, linear.factor(3 * S), 1e-9);
        assertEquals(0.5, linear.factor(15 * S), 1e-9);
        assertEquals(1, linear.factor(30 * S));
        assertEquals(1, linear.factor(300 * S));
        SlowStart fast = new SlowStart(new SlowStartConfig(30_000, 10, 200), List.of());
        assertEquals(Math.sqrt(0.5), fast.factor(15 * S), 1e-9);
    }

    @Test
    void serversThatStartTogetherShareEvenlyAndALaterOneGetsLess() {
        List<Server> servers = Servers.of(3);
        SlowStart slow = new SlowStart(new SlowStartConfig(600_000, 10, 100), servers);
        long start = servers.getFirst().state().upSinceNanos();
        slow.sweep(start + 10 * S);
        servers.forEach(server -> assertEquals(ServerState.WHOLE, server.state().share(), 1));
        ServerState restarted = servers.get(1).state();
        restarted.checked(false);
        restarted.checked(true);
        slow.sweep(restarted.upSinceNanos() + 1_000 * S);
        assertEquals(ServerState.WHOLE, restarted.share(), "its window is over");
        slow.sweep(restarted.upSinceNanos());
        servers.get(0).state().bar(Bar.EJECTED, false);
        assertEquals(ServerState.WHOLE, servers.get(0).state().share(), 1);
    }

    @Test
    void aShareIsThatPartOfTheOffersEvenlySpread() {
        ServerState state = new ServerState(1, 10_000);
        state.share(100);
        int longest = 0;
        int taken = 0;
        int since = 0;
        for (int i = 0; i < 1000; i++) {
            if (state.claim(0)) {
                taken++;
                longest = Math.max(longest, since);
                since = 0;
            } else {
                since++;
            }
        }
        assertEquals(100, taken);
        assertEquals(9, longest);
    }
}
