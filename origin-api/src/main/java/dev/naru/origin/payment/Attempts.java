package dev.naru.origin.payment;

import dev.naru.origin.platform.Hashes;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;

/** The calls that may have moved money: written before the call, completed after it. */
@Singleton
class Attempts {

    private static final int MAX_RAW_CHARS = 8 * 1024;

    /** A repeat under the same key is the same attempt tried again. */
    void begin(Tx tx, Payment payment, String key, String kind) {
        String request = payment.providerKey() + "\n" + payment.pgOrderId() + "\n" + payment.amount() + "\n"
                + payment.currency();
        tx.update("""
                INSERT INTO payment_attempts (idempotency_key, payment_id, kind, request_hash) VALUES (?, ?, ?, ?)
                ON CONFLICT (idempotency_key)
                DO UPDATE SET tries = payment_attempts.tries + 1, started_at = now(), ended_at = NULL
                """, key, payment.id(), kind, Hashes.sha256(request));
    }

    boolean begun(Tx tx, String key) {
        return tx.one("SELECT 1 FROM payment_attempts WHERE idempotency_key = ?", row -> true, key)
                .orElse(false);
    }

    void end(Tx tx, String key, PgAnswer answer) {
        String raw = answer.rawAnswer();
        tx.update(
                "UPDATE payment_attempts SET outcome = ?, raw_answer = ?, ended_at = now() WHERE idempotency_key = ?",
                answer.outcome(),
                raw == null || raw.length() <= MAX_RAW_CHARS ? raw : raw.substring(0, MAX_RAW_CHARS),
                key);
    }
}
