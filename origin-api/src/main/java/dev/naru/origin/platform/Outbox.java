package dev.naru.origin.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.List;

/** Events for others, written in the transaction that makes them true and delivered later, at least once. */
@Singleton
public class Outbox {

    private final ObjectMapper json;
    private final EventSubscribers subscribers;

    Outbox(ObjectMapper json, EventSubscribers subscribers) {
        this.json = json;
        this.subscribers = subscribers;
    }

    /**
     * Appends one event. The caller holds the aggregate's row lock, which makes the sequence gapless.
     *
     * @param aggregate kind of thing, such as {@code order}
     * @param id which one
     * @param event past tense, such as {@code order.paid}
     * @param payload becomes the JSON body
     */
    public void append(Tx tx, String aggregate, String id, String event, Object payload) {
        try {
            tx.update("""
                    INSERT INTO outbox (aggregate, aggregate_id, seq, event, payload)
                    SELECT ?, ?, coalesce(max(seq), 0) + 1, ?, CAST(? AS jsonb)
                      FROM outbox WHERE aggregate = ? AND aggregate_id = ?
                    """, aggregate, id, event, json.writeValueAsString(payload), aggregate, id);
            for (String subscriber : subscribers.names()) {
                tx.update("""
                        INSERT INTO event_deliveries (subscriber, aggregate, aggregate_id, seq)
                        SELECT ?, aggregate, aggregate_id, max(seq) FROM outbox
                         WHERE aggregate = ? AND aggregate_id = ? GROUP BY aggregate, aggregate_id
                        """, subscriber, aggregate, id);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("payload of " + event + " is not JSON", e);
        }
    }

    /** An event as it was appended; the payload is JSON. */
    public record Event(String aggregate, String id, long seq, String event, String payload) {}

    /**
     * Takes at most {@code limit} of the oldest events nobody has taken. They are given out again unless the transaction
     * commits, so what becomes of them must be written in it too.
     */
    public List<Event> take(Tx tx, int limit) {
        return tx.list(
                """
                UPDATE outbox SET delivered_at = now()
                 WHERE (aggregate, aggregate_id, seq) IN (
                       SELECT aggregate, aggregate_id, seq FROM outbox WHERE delivered_at IS NULL
                        ORDER BY created_at LIMIT ? FOR UPDATE SKIP LOCKED)
                RETURNING aggregate, aggregate_id, seq, event, payload
                """,
                row -> new Event(
                        row.string("aggregate"),
                        row.string("aggregate_id"),
                        row.longValue("seq"),
                        row.string("event"),
                        row.string("payload")),
                limit);
    }
}
