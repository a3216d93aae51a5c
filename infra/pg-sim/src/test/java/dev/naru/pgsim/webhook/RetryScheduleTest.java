package dev.naru.pgsim.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

    @Test
    void growsFourfoldWithinItsSpreadAndEnds() {
        RetrySchedule schedule = new RetrySchedule(60);
        long plainMs = 1_000;
        for (int failures = 1; failures <= RetrySchedule.RETRIES; failures++) {
            long ms = schedule.afterFailures(failures).orElseThrow().toMillis();
            assertTrue(ms >= plainMs * 0.9 - 1 && ms <= plainMs * 1.1 + 1, failures + ": " + ms);
            plainMs *= 4;
        }
        assertEquals(Optional.empty(), schedule.afterFailures(RetrySchedule.RETRIES + 1));
    }

    @Test
    void neverSpinsHoweverTimeIsScaled() {
        assertEquals(
                Duration.ofMillis(50), new RetrySchedule(1e12).afterFailures(1).orElseThrow());
        assertThrows(IllegalStateException.class, () -> new RetrySchedule(0));
    }
}
