package dev.naru.origin.jobs;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with equal jitter: between half of the step and all of it, so that items which failed together do not come back together
 * (M. Brooker, "Exponential Backoff and Jitter").
 *
 * @param first step after the first failure
 * @param cap the longest step
 */
record Backoff(Duration first, Duration cap) {

    private static final int MAX_DOUBLINGS = 30;

    Duration after(int failures, RandomGenerator random) {
        long doubled = first.toMillis() << Math.clamp(failures - 1L, 0, MAX_DOUBLINGS);
        long stepMs = doubled <= 0 ? cap.toMillis() : Math.min(cap.toMillis(), doubled);
        return Duration.ofMillis(stepMs / 2 + random.nextLong(stepMs / 2 + 1));
    }
}
