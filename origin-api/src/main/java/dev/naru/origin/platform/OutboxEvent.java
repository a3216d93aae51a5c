package dev.naru.origin.platform;

import java.time.Instant;

/**
 * An event as subscribers get it.
 *
 * @param seq counts an aggregate's events from 1 without a gap
 * @param payload JSON
 */
record OutboxEvent(String aggregate, String aggregateId, long seq, String event, Instant at, String payload) {

    /** The same on each delivery, so that a subscriber can dedupe by it. */
    String id() {
        return aggregate + "." + aggregateId + "." + seq;
    }

    static OutboxEvent of(Row row) {
        return new OutboxEvent(
                row.string("aggregate"),
                row.string("aggregate_id"),
                row.longValue("seq"),
                row.string("event"),
                row.instant("created_at"),
                row.string("payload"));
    }

    /** The body of a webhook and the value of a Kafka record. */
    String json() {
        return "{\"id\":\"" + id() + "\",\"type\":\"" + event + "\",\"timestamp\":\"" + at + "\",\"aggregate\":\""
                + aggregate + "\",\"aggregateId\":\"" + aggregateId + "\",\"seq\":" + seq + ",\"data\":" + payload
                + "}";
    }
}
