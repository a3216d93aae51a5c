package dev.naru.edge.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.config.OutlierConfig;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.ServerState.Bar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutlierEjectionTest {
    private static final long S = 1_000_000_000L;
    private static final OutlierConfig CONFIG = new OutlierConfig(5, 10_000, 30_000, 300_000, 10, 190, 5, 100);

    private final List<String> events = new ArrayList<>();

    private static Tally[] tallies(int count, long answers, long errors) {
        Tally[] tallies = new Tally[count];
        Arrays.fill(tallies, new Tally(answers, errors, 0, 0));
        return tallies;
    }

    private static void fail(Server server, int times) {
        for (int i = 0; i < times; i++) {
            server.state().answered(500);
        }
    }

    private static boolean out(Server server) {
        return server.state().barred(Bar.EJECTED);
    }

    @Test
    void fiveIn5xxInARowEjectForLongerEachTime() {
        List<Server> servers = Servers.of(3);
        Server bad = servers.getFirst();
        Tally[] none = tallies(3, 0, 0);
        OutlierEjection ejection = new OutlierEjection(CONFIG, servers, 0, none);
        fail(bad, 4);
        bad.state().answered(200);
        fail(bad, 4);
        ejection.sweep(S, none, events::add);
        assertFalse(out(bad), "not in a row");
        fail(bad, 1);
        ejection.sweep(S, none, events::add);
        assertTrue(out(bad));
        assertFalse(bad.state().eligible(S));
        ejection.sweep(30 * S, none, events::add);
        assertTrue(out(bad));
        ejection.sweep(31 * S, none, events::add);
        assertFalse(out(bad));
        fail(bad, 5);
        ejection.sweep(32 * S, none, events::add);
        ejection.sweep(91 * S, none, events::add);
        assertTrue(out(bad), "60 s the second time");
        ejection.sweep(92 * S, none, events::add);
        assertFalse(out(bad));
        assertEquals(4, events.size(), events::toString);
    }

    @Test
    void atMostATenthButAlwaysOneIsOut() {
        for (int[] expected : new int[][] {{1, 0}, {2, 1}, {9, 1}, {10, 1}, {20, 2}}) {
            List<Server> servers = Servers.of(expected[0]);
            Tally[] none = tallies(expected[0], 0, 0);
            OutlierEjection ejection = new OutlierEjection(CONFIG, servers, 0, none);
            servers.forEach(server -> fail(server, 5));
            ejection.sweep(S, none, events::add);
            assertEquals(
                    expected[1],
                    servers.stream().filter(OutlierEjectionTest::out).count(),
                    "of " + expected[0]);
        }
    }

    @Test
    void aRateFarBelowTheMeanEjects() {
        List<Server> servers = Servers.of(6);
        OutlierEjection ejection = new OutlierEjection(CONFIG, servers, 0, tallies(6, 0, 0));
        Tally[] second = tallies(6, 200, 2);
        second[4] = new Tally(200, 80, 0, 0);
        ejection.sweep(9 * S, second, events::add);
        assertFalse(out(servers.get(4)), "the interval is not over");
        ejection.sweep(10 * S, second, events::add);
        assertTrue(out(servers.get(4)), events::toString);
        assertEquals(1, servers.stream().filter(OutlierEjectionTest::out).count());
    }

    @Test
    void ratesAreNotComparedAmongTooFew() {
        List<Server> four = Servers.of(4);
        OutlierEjection ejection = new OutlierEjection(CONFIG, four, 0, tallies(4, 0, 0));
        Tally[] later = tallies(4, 200, 2);
        later[0] = new Tally(200, 150, 0, 0);
        ejection.sweep(10 * S, later, events::add);
        List<Server> idle = Servers.of(6);
        ejection = new OutlierEjection(CONFIG, idle, 0, tallies(6, 0, 0));
        later = tallies(6, 99, 1);
        later[0] = new Tally(99, 90, 0, 0);
        ejection.sweep(10 * S, later, events::add);
        assertEquals(List.of(), events);
    }
}
