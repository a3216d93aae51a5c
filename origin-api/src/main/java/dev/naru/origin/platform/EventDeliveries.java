package dev.naru.origin.platform;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The table event_deliveries: what each subscriber has and has not got. */
@Singleton
class EventDeliveries {

    private static final int MAX_ERROR_CHARS = 300;

    /** An event on its way to one subscriber. */
    record Delivery(String subscriber, OutboxEvent event, int attempts) {}

    /** One that nobody tries any more. */
    record Dead(
            String subscriber,
            String id,
            String event,
            int attempts,
            @Nullable String error,
            Instant since) {}

    private final EventConfig config;

    EventDeliveries(EventConfig config) {
        this.config = config;
    }

    /**
     * Leases what is due to the named subscribers. Of one order, a later event waits for the earlier: a subscriber that
     * never repeats a question may still trust the order.
     */
    List<Delivery> claim(Tx tx, Set<String> subscribers, int limit) {
        return tx.list(
                """
                UPDATE event_deliveries d
                   SET lease_until = now() + ? * interval '1 millisecond', attempts = attempts + 1
                  FROM outbox o
                 WHERE (o.aggregate, o.aggregate_id, o.seq) = (d.aggregate, d.aggregate_id, d.seq)
                   AND (d.subscriber, d.aggregate, d.aggregate_id, d.seq) IN (
                       SELECT c.subscriber, c.aggregate, c.aggregate_id, c.seq FROM event_deliveries c
                        WHERE c.status = 'PENDING' AND c.next_attempt_at <= now()
                          AND (c.lease_until IS NULL OR c.lease_until < now())
                          AND c.subscriber = ANY (string_to_array(?, ','))
                          AND NOT EXISTS (SELECT 1 FROM event_deliveries e
                                           WHERE e.subscriber = c.subscriber AND e.aggregate = c.aggregate
                                             AND e.aggregate_id = c.aggregate_id AND e.seq < c.seq AND e.status = 'PENDING')
                        ORDER BY c.next_attempt_at LIMIT ? FOR UPDATE SKIP LOCKED)
                RETURNING d.subscriber, d.attempts, o.*
                """,
                row -> new Delivery(row.string("subscriber"), OutboxEvent.of(row), row.intValue("attempts")),
                config.lease().toMillis(),
                String.join(",", subscribers),
                limit);
    }

    void delivered(Tx tx, Delivery delivery) {
        end(tx, delivery, "DELIVERED", null);
    }

    void dead(Tx tx, Delivery delivery, String error) {
        end(tx, delivery, "DEAD", error);
    }

    void retry(Tx tx, Delivery delivery, Duration wait, String error) {
        tx.update(
                """
                UPDATE event_deliveries
                   SET lease_until = NULL, next_attempt_at = now() + ? * interval '1 millisecond', last_error = ?
                 WHERE subscriber = ? AND aggregate = ? AND aggregate_id = ? AND seq = ? AND status = 'PENDING'
                """,
                wait.toMillis(),
                bounded(error),
                delivery.subscriber(),
                delivery.event().aggregate(),
                delivery.event().aggregateId(),
                delivery.event().seq());
    }

    private static void end(Tx tx, Delivery delivery, String status, @Nullable String error) {
        tx.update(
                """
                UPDATE event_deliveries
                   SET status = ?, lease_until = NULL, ended_at = now(), last_error = coalesce(?, last_error)
                 WHERE subscriber = ? AND aggregate = ? AND aggregate_id = ? AND seq = ? AND status = 'PENDING'
                """,
                status,
                error == null ? null : bounded(error),
                delivery.subscriber(),
                delivery.event().aggregate(),
                delivery.event().aggregateId(),
                delivery.event().seq());
    }

    /** Newest first. */
    List<Dead> dead(Tx tx, int limit) {
        return tx.list(
                """
                SELECT d.*, o.event FROM event_deliveries d JOIN outbox o USING (aggregate, aggregate_id, seq)
                 WHERE d.status = 'DEAD' ORDER BY d.ended_at DESC LIMIT ?
                """,
                row -> new Dead(
                        row.string("subscriber"),
                        row.string("aggregate") + "." + row.string("aggregate_id") + "." + row.longValue("seq"),
                        row.string("event"),
                        row.intValue("attempts"),
                        row.nullableString("last_error"),
                        row.instant("ended_at")),
                limit);
    }

    /** Gives the dead deliveries of a subscriber another life; returns how many. */
    int revive(Tx tx, String subscriber) {
        return tx.update("""
                UPDATE event_deliveries
                   SET status = 'PENDING', attempts = 0, next_attempt_at = now(), ended_at = NULL
                 WHERE subscriber = ? AND status = 'DEAD'
                """, subscriber);
    }

    private static String bounded(String error) {
        return error.length() <= MAX_ERROR_CHARS ? error : error.substring(0, MAX_ERROR_CHARS);
    }
}
