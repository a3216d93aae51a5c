package dev.naru.origin.jobs;

import dev.naru.origin.platform.Database;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * Forgets what has ended and nobody asks for again: runs, messages that were delivered or given up, events that were taken. Money is kept: charges,
 * periods and payments are never touched here. Several replicas may do it at once.
 */
@Singleton
final class Retention {

    private static final int AT_ONCE = 1000;

    /** Each by an index on its time, oldest first; what another replica deletes at this moment is left to it. */
    private static final List<String> FORGET = List.of(
            """
            DELETE FROM job_runs WHERE run_id IN (
                SELECT run_id FROM job_runs WHERE finished_at < now() - make_interval(secs => ?)
                 ORDER BY finished_at LIMIT ? FOR UPDATE SKIP LOCKED)
            """,
            """
            DELETE FROM notifications WHERE key IN (
                SELECT key FROM notifications WHERE status <> 'PENDING' AND created_at < now() - make_interval(secs => ?)
                 ORDER BY created_at LIMIT ? FOR UPDATE SKIP LOCKED)
            """,
            """
            DELETE FROM sent_messages WHERE key IN (
                SELECT key FROM sent_messages WHERE sent_at < now() - make_interval(secs => ?)
                 ORDER BY sent_at LIMIT ? FOR UPDATE SKIP LOCKED)
            """,
            // The newest event of an aggregate stays: the next one's number is counted from it.
            """
            DELETE FROM outbox WHERE (aggregate, aggregate_id, seq) IN (
                SELECT aggregate, aggregate_id, seq FROM outbox o WHERE delivered_at < now() - make_interval(secs => ?)
                   AND EXISTS (SELECT 1 FROM outbox n WHERE n.aggregate = o.aggregate AND n.aggregate_id = o.aggregate_id AND n.seq > o.seq)
                 ORDER BY delivered_at LIMIT ? FOR UPDATE SKIP LOCKED)
            """);

    private final Database database;

    Retention(Database database) {
        this.database = database;
    }

    /** Deletes at most 1000 rows of each kind that ended before {@code kept}; returns how many in all. */
    int forget(Duration kept) {
        return FORGET.stream()
                .mapToInt(sql -> database.transaction(tx -> tx.update(sql, (double) kept.toSeconds(), AT_ONCE)))
                .sum();
    }
}
