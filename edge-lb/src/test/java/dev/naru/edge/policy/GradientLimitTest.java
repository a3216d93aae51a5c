package dev.naru.edge.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.config.AdaptiveConfig;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Against a model of a server with so many workers: beyond them requests queue, and latency grows with the number in flight. */
class GradientLimitTest {
    private static final long S = 1_000_000_000L;

    private long now;
    private long answers;
    private long waited;

    private GradientLimit limit(int max) {
        return new GradientLimit(new AdaptiveConfig(5, 25, 1000), max, now, Tally.NONE);
    }

    private int run(GradientLimit limit, int windows, IntToDoubleFunction latencyMs) {
        for (int i = 0; i < windows; i++) {
            now += S;
            answers += 100;
            waited += (long) (100 * latencyMs.applyAsDouble(limit.limit()) * 1_000_000);
            limit.sweep(now, new Tally(answers, 0, 0, waited));
        }
        return limit.limit();
    }

    private static double queueing(int inFlight, int workers) {
        return 10.0 * Math.max(workers, inFlight) / workers;
    }

    @Test
    void growsToItsMaximumWhileLatencyStays() {
        assertEquals(200, run(limit(200), 25, inFlight -> 10));
    }

    @Test
    void settlesNearWhatTheServerWorksOnAtOnce() {
        GradientLimit limit = limit(1000);
        run(limit, 60, inFlight -> queueing(inFlight, 20));
        for (int i = 0; i < 100; i++) {
            int settled = run(limit, 1, inFlight -> queueing(inFlight, 20));
            assertTrue(settled >= 5 && settled <= 60, "limit " + settled + " for 20 workers");
        }
    }

    @Test
    void fallsWhenTheServerGrowsSlowAndRecovers() {
        GradientLimit limit = limit(100);
        assertEquals(100, run(limit, 20, inFlight -> 10));
        int slow = run(limit, 5, inFlight -> 100);
        assertTrue(slow <= 25, "limit " + slow);
        assertEquals(100, run(limit, 25, inFlight -> 10), 50);
    }

    @Test
    void staysWithinItsBoundsAndIgnoresAnIdleServer() {
        GradientLimit limit = limit(100);
        run(limit, 20, inFlight -> 10);
        assertTrue(run(limit, 8, inFlight -> 100_000) >= 5);
        int before = limit.limit();
        for (int i = 0; i < 10; i++) {
            now += S;
            answers += 1;
            limit.sweep(now, new Tally(answers, 0, 0, waited));
        }
        assertEquals(before, limit.limit());
    }
}
