package dev.naru.pgsim.ledger;

import dev.naru.pgsim.payment.Scenario;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event for the shop, and how far its delivery has come.
 *
 * @param eventId the receiver dedupes by it; the same on every attempt
 * @param status the payment's status that the event tells
 * @param attempts deliveries tried
 * @param result the last attempt's outcome, for people
 * @param nextAt when the next attempt is due, while {@code PENDING}
 * @param body the JSON to send; dropped when nothing is left to send
 */
public record Webhook(
        String eventId,
        String paymentKey,
        String status,
        Scenario scenario,
        Instant createdAt,
        State state,
        int attempts,
        String result,
        Instant nextAt,
        @Nullable String body) {

    /** How far the delivery has come. */
    public enum State {
        /** To be sent, or sent again. */
        PENDING,
        /** The receiver answered 2xx. */
        DELIVERED,
        /** All retries are used up. */
        GIVEN_UP,
        /** Never tried: too many were pending. */
        DROPPED
    }

    /** A new event, due at {@code firstAt}. */
    public static Webhook due(
            String eventId,
            String paymentKey,
            String status,
            Scenario scenario,
            Instant createdAt,
            Instant firstAt,
            String body) {
        return new Webhook(eventId, paymentKey, status, scenario, createdAt, State.PENDING, 0, "", firstAt, body);
    }

    /** One more attempt has failed; another is due. */
    public Webhook failed(String why, Instant next) {
        return new Webhook(
                eventId, paymentKey, status, scenario, createdAt, State.PENDING, attempts + 1, why, next, body);
    }

    /** Nothing more will be sent; {@code tries} attempts were made just now. */
    public Webhook ended(State end, int tries, String why, Instant at) {
        return new Webhook(eventId, paymentKey, status, scenario, createdAt, end, attempts + tries, why, at, null);
    }
}
