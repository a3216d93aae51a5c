package dev.naru.pgsim.webhook;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When a webhook that failed is sent again: after 1, 4, 16, 64, 256, 1024, 4096 minutes, as Toss does, divided by the
 * time scale, spread by ±10 % so that an outage does not end in a herd.
 */
final class RetrySchedule {
    static final int RETRIES = 7;
    private static final long FIRST_MS = 60_000;
    private static final long MIN_MS = 50;
    private static final double SPREAD = 0.1;

    private final double timeScale;

    RetrySchedule(double timeScale) {
        if (!(timeScale > 0)) {
            throw new IllegalStateException("naru.webhook.time-scale must be above 0, not " + timeScale);
        }
        this.timeScale = timeScale;
    }

    /** The wait after {@code failures} failed attempts; empty when none is left. */
    Optional<Duration> afterFailures(int failures) {
        if (failures < 1 || failures > RETRIES) {
            return Optional.empty();
        }
        double plainMs = FIRST_MS * Math.pow(4, failures - 1) / timeScale;
        double spread = ThreadLocalRandom.current().nextDouble(1 - SPREAD, 1 + SPREAD);
        return Optional.of(Duration.ofMillis(Math.max(MIN_MS, Math.round(plainMs * spread))));
    }
}
