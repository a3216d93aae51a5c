package dev.naru.origin.payment;

import dev.naru.origin.platform.Row;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The payments table. Every change of status goes through here, is checked against {@link PaymentStatus} and counted. */
@Singleton
class PaymentRows {

    private static final Function<Row, Payment> PAYMENT = Payment::of;

    private final PaymentConfig config;
    private final PaymentMetrics metrics;

    PaymentRows(PaymentConfig config, PaymentMetrics metrics) {
        this.config = config;
        this.metrics = metrics;
    }

    void insert(Tx tx, Payment payment) {
        tx.update(
                """
                INSERT INTO payments (id, order_no, provider, pg_order_id, order_name, status, amount, currency, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                payment.id(),
                payment.orderNo(),
                payment.provider(),
                payment.pgOrderId(),
                payment.orderName(),
                payment.status().name(),
                payment.amount(),
                payment.currency(),
                payment.expiresAt());
    }

    Optional<Payment> find(Tx tx, UUID id) {
        return tx.one("SELECT * FROM payments WHERE id = ?", PAYMENT, id);
    }

    Optional<Payment> findByPgOrderId(Tx tx, String provider, String pgOrderId) {
        return tx.one("SELECT * FROM payments WHERE provider = ? AND pg_order_id = ?", PAYMENT, provider, pgOrderId);
    }

    /** The order's payment that counts: the live or paid one, else the latest. */
    Optional<Payment> current(Tx tx, String orderNo) {
        return tx.one("SELECT * FROM payments WHERE order_no = ? ORDER BY created_at DESC LIMIT 1", PAYMENT, orderNo);
    }

    int count(Tx tx, String orderNo) {
        return tx.one("SELECT count(*) AS n FROM payments WHERE order_no = ?", row -> row.intValue("n"), orderNo)
                .orElse(0);
    }

    Payment lock(Tx tx, UUID id) {
        return tx.one("SELECT * FROM payments WHERE id = ? FOR UPDATE", PAYMENT, id)
                .orElseThrow(() -> new IllegalStateException("no payment " + id));
    }

    /** T1: of all that try, one gets the row back. Empty: another has it, it is over, or the amount is another. */
    Optional<Payment> beginApproving(Tx tx, Payment payment, PaymentProvider.Returned returned) {
        String key = returned.key() == null ? payment.providerKey() : returned.key();
        Optional<Payment> won = tx.one(
                """
                UPDATE payments
                   SET status = 'APPROVING', provider_key = ?, approval_token = ?, version = version + 1,
                       lease_until = now() + ? * interval '1 millisecond'
                 WHERE id = ? AND status IN ('READY', 'AUTHENTICATED') AND amount = ?
                   AND (provider_key IS NULL OR provider_key = ?)
                RETURNING *
                """, PAYMENT, key, returned.token(), config.lease().toMillis(), payment.id(), payment.amount(), key);
        won.ifPresent(approving -> metrics.transition(PaymentStatus.READY, PaymentStatus.APPROVING));
        return won;
    }

    /** The gateway has been told: of several that told it, the first counts. */
    void opened(Tx tx, UUID id, PaymentProvider.Window window) {
        tx.update("""
                UPDATE payments SET provider_key = ?, window_url = ?
                 WHERE id = ? AND status = 'READY' AND window_url IS NULL
                """, window.key(), window.url().toString(), id);
    }

    /** Moves a locked payment on, and frees it. */
    void move(Tx tx, Payment locked, PaymentStatus to, @Nullable String failure) {
        check(locked, to);
        tx.update("""
                UPDATE payments
                   SET status = ?, failure = coalesce(?, failure), lease_until = NULL, next_attempt_at = NULL,
                       version = version + 1
                 WHERE id = ?
                """, to.name(), failure, locked.id());
        metrics.transition(locked.status(), to);
    }

    /** {@link #move} with what the gateway says of the payment. */
    void moveAs(Tx tx, Payment locked, PaymentStatus to, PgPayment pg) {
        tx.update("""
                UPDATE payments
                   SET provider_key = coalesce(provider_key, ?), method = coalesce(?, method),
                       approved_at = coalesce(approved_at, ?)
                 WHERE id = ?
                """, pg.key(), pg.method(), pg.approvedAt(), locked.id());
        move(tx, locked, to, null);
    }

    /** A part of a locked payment, or all of it, was given back. Never less than before: answers may come out of order. */
    void refunded(Tx tx, Payment locked, PgPayment pg) {
        tx.update(
                "UPDATE payments SET refunded = greatest(refunded, least(amount, ?)) WHERE id = ?",
                pg.amount() - pg.balance(),
                locked.id());
    }

    /** A refund was refused: the sweeper asks what became of the payment. */
    void lookAgain(Tx tx, UUID id) {
        tx.update("""
                UPDATE payments SET next_attempt_at = now() + ? * interval '1 millisecond'
                 WHERE id = ? AND status IN ('RESOLVING', 'WAITING_DEPOSIT')
                """, config.resolveBackoff().toMillis(), id);
    }

    /** A locked payment whose approval got no clear answer: the sweeper looks at it soon. */
    void unknown(Tx tx, Payment locked, String reason) {
        move(tx, locked, PaymentStatus.UNKNOWN, reason);
        tx.update(
                "UPDATE payments SET unknown_since = now(), next_attempt_at = now() + ? * interval '1 millisecond'"
                        + " WHERE id = ?",
                config.resolveBackoff().toMillis(),
                locked.id());
    }

    /** Takes a payment out of the sweeper's sight while its refund is under way. */
    void park(Tx tx, UUID id, String providerKey) {
        tx.update("""
                UPDATE payments
                   SET provider_key = coalesce(provider_key, ?), lease_until = NULL, next_attempt_at = NULL
                 WHERE id = ?
                """, providerKey, id);
    }

    /** The key was another payment's: its owner may use it. */
    void freeKey(Tx tx, UUID id) {
        tx.update("UPDATE payments SET provider_key = NULL WHERE id = ?", id);
    }

    /** A virtual account: looked at rarely, in case the deposit's webhook gets lost, and when its time is over. */
    void pollDeposit(Tx tx, UUID id, @Nullable DepositAccount account) {
        tx.update(
                """
                UPDATE payments
                   SET deposit_bank = coalesce(?, deposit_bank), deposit_account = coalesce(?, deposit_account),
                       deposit_due = coalesce(?, deposit_due),
                       next_attempt_at = least(now() + interval '10 minutes', ?::timestamptz + interval '1 second')
                 WHERE id = ?
                """,
                account == null ? null : account.bank(),
                account == null ? null : account.number(),
                account == null ? null : account.dueAt(),
                account == null ? null : account.dueAt(),
                id);
    }

    /** Approvals whose owner has died or hangs: their answer is not known. */
    List<Payment> abandonExpiredLeases(Tx tx, int limit) {
        List<Payment> abandoned = tx.list("""
                UPDATE payments
                   SET status = 'UNKNOWN', unknown_since = now(), lease_until = NULL, next_attempt_at = now(),
                       version = version + 1
                 WHERE id IN (SELECT id FROM payments WHERE status = 'APPROVING' AND lease_until < now()
                               ORDER BY lease_until LIMIT ? FOR UPDATE SKIP LOCKED)
                RETURNING *
                """, PAYMENT, limit);
        abandoned.forEach(payment -> metrics.transition(PaymentStatus.APPROVING, PaymentStatus.UNKNOWN));
        return abandoned;
    }

    /** Leases what is due: unknown ones become RESOLVING. Several replicas get disjoint rows. */
    List<Payment> claimDue(Tx tx, int limit) {
        return tx.list("""
                UPDATE payments
                   SET status = CASE status WHEN 'UNKNOWN' THEN 'RESOLVING' ELSE status END,
                       lease_until = now() + ? * interval '1 millisecond', attempts = attempts + 1,
                       version = version + 1
                 WHERE id IN (SELECT id FROM payments
                               WHERE status IN ('UNKNOWN', 'RESOLVING', 'WAITING_DEPOSIT') AND next_attempt_at <= now()
                                 AND (lease_until IS NULL OR lease_until < now())
                               ORDER BY next_attempt_at LIMIT ? FOR UPDATE SKIP LOCKED)
                RETURNING *
                """, PAYMENT, config.lease().toMillis(), limit);
    }

    /** Ends a lease without a result; the pause doubles with each attempt. */
    void release(Tx tx, Payment claimed) {
        long backoffMs = config.resolveBackoff().toMillis() << Math.min(Math.max(claimed.attempts() - 1, 0), 6);
        tx.update("""
                UPDATE payments SET lease_until = NULL, next_attempt_at = now() + ? * interval '1 millisecond'
                 WHERE id = ? AND status IN ('RESOLVING', 'WAITING_DEPOSIT') AND attempts = ?
                """, backoffMs, claimed.id(), claimed.attempts());
    }

    /** READY and AUTHENTICATED payments of the order end; an approval under way does not. */
    List<Payment> expire(Tx tx, String orderNo) {
        List<Payment> expired = tx.list("""
                UPDATE payments SET status = 'EXPIRED', version = version + 1
                 WHERE order_no = ? AND status IN ('READY', 'AUTHENTICATED')
                RETURNING *
                """, PAYMENT, orderNo);
        expired.forEach(payment -> metrics.transition(PaymentStatus.READY, PaymentStatus.EXPIRED));
        return expired;
    }

    /** Settled or open payments of the last 24 hours that were not compared with the gateway for an hour. */
    List<Payment> claimUnchecked(Tx tx, int limit) {
        return tx.list("""
                UPDATE payments SET checked_at = now()
                 WHERE id IN (SELECT id FROM payments
                               WHERE created_at > now() - interval '24 hours'
                                 AND (checked_at IS NULL OR checked_at < now() - interval '1 hour')
                                 AND status NOT IN ('APPROVING', 'UNKNOWN', 'RESOLVING')
                               ORDER BY created_at LIMIT ? FOR UPDATE SKIP LOCKED)
                RETURNING *
                """, PAYMENT, limit);
    }

    void uncheck(Tx tx, UUID id) {
        tx.update("UPDATE payments SET checked_at = NULL WHERE id = ?", id);
    }

    /** Seconds since the oldest unsettled payment became unknown; 0 when there is none. */
    long oldestUnknownS(Tx tx) {
        return tx.one("""
                        SELECT coalesce(extract(epoch FROM now() - min(unknown_since)), 0)::bigint AS age
                          FROM payments WHERE status IN ('UNKNOWN', 'RESOLVING')
                        """, row -> row.longValue("age")).orElse(0L);
    }

    private static void check(Payment payment, PaymentStatus to) {
        if (!payment.status().canBecome(to)) {
            throw new IllegalStateException(
                    "payment " + payment.id() + " is " + payment.status() + " and cannot become " + to);
        }
    }
}
