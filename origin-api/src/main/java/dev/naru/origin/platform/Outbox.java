package dev.naru.origin.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;

/** Events for others, written in the transaction that makes them true and delivered later, at least once. */
@Singleton
public class Outbox {

    private final ObjectMapper json;

    Outbox(ObjectMapper json) {
        this.json = json;
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
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("payload of " + event + " is not JSON", e);
        }
    }
}
