package dev.naru.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** How often a process that dies is started again: five times within a minute, each after a longer pause, then no more. */
final class RestartBudget {
    static final int RESTARTS = 5;
    static final Duration WITHIN = Duration.ofMinutes(1);
    static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    private final Deque<Instant> deaths = new ArrayDeque<>();

    /** Spends one restart: the pause before it, doubling with each death of the last minute; empty when there is none left. */
    Optional<Duration> spend(Instant now) {
        while (!deaths.isEmpty() && deaths.getFirst().plus(WITHIN).isBefore(now)) {
            deaths.removeFirst();
        }
        if (deaths.size() == RESTARTS) {
            return Optional.empty();
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << deaths.size());
        deaths.addLast(now);
        return Optional.of(pause);
    }
}
