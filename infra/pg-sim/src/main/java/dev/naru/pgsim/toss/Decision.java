package dev.naru.pgsim.toss;

import dev.naru.pgsim.platform.Transmission;
import org.jspecify.annotations.Nullable;

/**
 * What a call is answered, and how the answer travels.
 *
 * @param kept whether the same Idempotency-Key gets the same answer again
 * @param eventId of a webhook to send, or null
 */
record Decision(
        int status,
        Object body,
        Transmission transmission,
        boolean kept,
        @Nullable String eventId) {

    static Decision ok(Object body) {
        return new Decision(200, body, Transmission.SEND, true, null);
    }

    static Decision refuse(TossError error) {
        return new Decision(error.status(), error.body(), Transmission.SEND, true, null);
    }

    static Decision refuse(TossError error, String detail) {
        return new Decision(error.status(), error.body(detail), Transmission.SEND, true, null);
    }

    /** Turned down before any processing: the next attempt with the same key is looked at afresh. */
    Decision forgotten() {
        return new Decision(status, body, transmission, false, eventId);
    }

    Decision by(Transmission how) {
        return new Decision(status, body, how, kept, eventId);
    }

    Decision telling(String event) {
        return new Decision(status, body, transmission, kept, event);
    }
}
