package dev.naru.edge.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.config.BreakerConfig;
import dev.naru.edge.upstream.ServerState;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final long MS = 1_000_000;
    private static final BreakerConfig CONFIG = new BreakerConfig(50, 20, 10_000, 5_000, 3);

    private final ServerState server = new ServerState(1, 10_000);
    private final CircuitBreaker breaker = new CircuitBreaker(CONFIG, server, 0, Tally.NONE);

    private static Tally tally(long answers, long errors5xx, long failures) {
        return new Tally(answers, errors5xx, failures, 0);
    }

    @Test
    void opensAtTheShareAndNotBelowTheNumber() {
        assertNull(breaker.sweep(100 * MS, tally(19, 19, 0)), "19 of 20 needed");
        assertTrue(server.eligible(100 * MS));
        assertNull(breaker.sweep(200 * MS, tally(100, 49, 0)), "49 %");
        assertNotNull(breaker.sweep(300 * MS, tally(100, 49, 2)), "51 of 102");
        assertFalse(server.eligible(300 * MS));
        assertEquals(ServerState.Obstacle.BREAKER_OPEN, server.obstacle(300 * MS));
        assertEquals(2, server.breaker());
    }

    @Test
    void forgetsWhatIsOlderThanTheWindow() {
        assertNull(breaker.sweep(100 * MS, tally(30, 14, 0)));
        for (long ms = 1_000; ms <= 11_000; ms += 1_000) {
            assertNull(breaker.sweep(ms * MS, tally(30, 14, 0)));
        }
        assertNull(breaker.sweep(11_100 * MS, tally(35, 19, 0)), "five errors are too few by themselves");
    }

    @Test
    void letsOnlyTheTrialsThroughAndClosesWhenTheyAllSucceed() {
        breaker.sweep(100 * MS, tally(20, 20, 0));
        assertNull(breaker.sweep(5_000 * MS, tally(20, 20, 0)));
        assertNotNull(breaker.sweep(5_100 * MS, tally(20, 20, 0)));
        assertEquals(1, server.breaker());
        for (int i = 0; i < 3; i++) {
            assertTrue(server.eligible(0) && server.claim(0));
        }
        assertFalse(server.eligible(0));
        assertFalse(server.claim(0));
        assertNull(breaker.sweep(5_200 * MS, tally(22, 20, 0)));
        assertNotNull(breaker.sweep(5_300 * MS, tally(23, 20, 0)));
        assertEquals(0, server.breaker());
        assertTrue(server.claim(0));
        assertNull(breaker.sweep(5_400 * MS, tally(24, 21, 0)), "what was before does not count again");
    }

    @Test
    void opensAgainWhenATrialFails() {
        breaker.sweep(100 * MS, tally(20, 20, 0));
        breaker.sweep(5_100 * MS, tally(20, 20, 0));
        assertNotNull(breaker.sweep(5_200 * MS, tally(22, 20, 1)));
        assertEquals(2, server.breaker());
        assertFalse(server.eligible(0));
    }

    @Test
    void trialsWhoseClientsLeaveDoNotKeepItHalfOpenForEver() {
        breaker.sweep(100 * MS, tally(20, 20, 0));
        breaker.sweep(5_100 * MS, tally(20, 20, 0));
        for (int i = 0; i < 3; i++) {
            server.claim(0);
        }
        assertFalse(server.eligible(0));
        assertNull(breaker.sweep(10_200 * MS, tally(20, 20, 0)));
        assertTrue(server.eligible(0));
    }
}
