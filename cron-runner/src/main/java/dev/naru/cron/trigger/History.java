package dev.naru.cron.trigger;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/** The newest calls, each job and instant once. In memory: the API keeps the record that counts. Thread safe. */
@Singleton
final class History {
    static final int MAX_RUNS = 200;

    private record Key(String job, Instant scheduledAt) {}

    private final SequencedMap<Key, Run> runs = new LinkedHashMap<>();

    /** Adds a run, or replaces the one of the same job and instant and makes it the newest. */
    synchronized void put(Run run) {
        runs.putLast(new Key(run.job(), run.scheduledAt()), run);
        while (runs.size() > MAX_RUNS) {
            runs.pollFirstEntry();
        }
    }

    /** Changes a run where it stands; one that has left the ring stays away. */
    synchronized void change(Run run, UnaryOperator<Run> change) {
        runs.computeIfPresent(new Key(run.job(), run.scheduledAt()), (key, now) -> change.apply(now));
    }

    synchronized Optional<Run> find(String job, Instant scheduledAt) {
        return Optional.ofNullable(runs.get(new Key(job, scheduledAt)));
    }

    /** Newest first. */
    synchronized List<Run> newest() {
        return List.copyOf(runs.sequencedValues().reversed());
    }
}
