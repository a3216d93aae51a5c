package dev.naru.origin.payment;

import dev.naru.origin.platform.Alarm;
import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Journal;
import dev.naru.origin.platform.Row;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Money that is owed back. The row is written with the decision, so a refund survives any crash; the call carries the row's
 * key, so it happens once however often it is tried.
 */
@Singleton
class Refunds {

    private static final Logger LOG = Logger.getLogger(Refunds.class);
    /** After so many refusals of one payment a person must look: they are in the operator's view. */
    private static final int MAX_REFUSALS = 8;

    enum Kind {
        /** The buyer's own order, cancelled after payment. */
        REFUND,
        /** Money that should not have been taken. */
        VOID
    }

    /** @param sku the line that is cancelled; null: all that is left */
    private record Refund(
            UUID paymentId,
            int seq,
            Kind kind,
            long amount,
            @Nullable String sku,
            String reason) {
        static Refund of(Row row) {
            return new Refund(
                    row.uuid("payment_id"),
                    row.intValue("seq"),
                    Kind.valueOf(row.string("kind")),
                    row.longValue("amount"),
                    row.nullableString("sku"),
                    row.string("reason"));
        }
    }

    private final Database database;
    private final PaymentConfig config;
    private final PaymentRows rows;
    private final Attempts attempts;
    private final Providers providers;
    private final OrderBook orders;
    private final Journal journal;
    private final Alarm alarm;

    Refunds(
            Database database,
            PaymentConfig config,
            PaymentRows rows,
            Attempts attempts,
            Providers providers,
            OrderBook orders,
            Journal journal,
            Alarm alarm) {
        this.database = database;
        this.config = config;
        this.rows = rows;
        this.attempts = attempts;
        this.providers = providers;
        this.orders = orders;
        this.journal = journal;
        this.alarm = alarm;
    }

    /**
     * Records the debt, in a transaction that holds the order's row. A refund that the gateway has refused is asked for
     * again, in another round, when there is news of the payment: money that came meanwhile must not stay.
     *
     * @return the key that it goes under; empty when one is under way, or the gateway has refused too often
     */
    Optional<String> request(Tx tx, Payment payment, Kind kind, long amount, @Nullable String sku, String reason) {
        return tx.one(
                        """
                        INSERT INTO refunds (payment_id, seq, kind, amount, sku, reason)
                        SELECT ?, coalesce(max(seq), 0) + 1, ?, ?, ?, ? FROM refunds WHERE payment_id = ?
                        HAVING count(*) FILTER (WHERE status = 'PENDING') = 0
                           AND count(*) FILTER (WHERE status = 'REFUSED') < ?
                        RETURNING seq
                        """,
                        row -> row.intValue("seq"),
                        payment.id(),
                        kind.name(),
                        amount,
                        sku,
                        reason,
                        payment.id(),
                        MAX_REFUSALS)
                .map(payment::cancelKey);
    }

    boolean pending(Tx tx, UUID paymentId) {
        return tx.one("SELECT 1 FROM refunds WHERE payment_id = ? AND status = 'PENDING'", row -> true, paymentId)
                .orElse(false);
    }

    /** Tries the payment's refund now, if nobody else does. What stays open is left to the sweeper. */
    void run(UUID paymentId, String actor) {
        claim(paymentId, 1).forEach(refund -> pay(refund, actor));
    }

    /** Tries what is due; returns how many. */
    int runDue(int limit, String actor) {
        List<Refund> due = claim(null, limit);
        for (Refund refund : due) {
            try {
                pay(refund, actor);
            } catch (RuntimeException e) {
                // One bad refund must not keep the others waiting; its lease runs out and it is tried again.
                LOG.errorf(e, "refund of payment %s", refund.paymentId());
            }
        }
        return due.size();
    }

    private List<Refund> claim(@Nullable UUID paymentId, int limit) {
        return database.transaction(tx -> tx.list(
                """
                UPDATE refunds
                   SET lease_until = now() + ? * interval '1 millisecond', attempts = attempts + 1,
                       next_attempt_at = now() + ? * interval '1 millisecond' * (1 << least(attempts, 8))
                 WHERE (payment_id, seq) IN (SELECT payment_id, seq FROM refunds
                                       WHERE status = 'PENDING' AND (lease_until IS NULL OR lease_until < now())
                                         AND (payment_id = ? OR (?::uuid IS NULL AND next_attempt_at <= now()))
                                       ORDER BY next_attempt_at LIMIT ? FOR UPDATE SKIP LOCKED)
                RETURNING *
                """,
                Refund::of,
                config.lease().toMillis(),
                config.resolveBackoff().toMillis(),
                paymentId,
                paymentId,
                limit));
    }

    private void pay(Refund refund, String actor) {
        Payment payment = database.transaction(tx -> {
            Payment found = rows.find(tx, refund.paymentId()).orElseThrow();
            attempts.begin(
                    tx, found, found.cancelKey(refund.seq()), refund.kind().name());
            return found;
        });
        PaymentProvider provider = providers.named(payment.provider());
        String key = payment.cancelKey(refund.seq());
        PgAnswer answer = refund.kind() == Kind.REFUND
                ? provider.refund(payment, refund.amount(), refund.reason(), key)
                : provider.voidOrNetCancel(payment, refund.amount(), refund.reason(), key);
        database.run(tx -> finish(tx, refund, answer, actor));
    }

    private void finish(Tx tx, Refund refund, PgAnswer answer, String actor) {
        Payment unlocked = rows.find(tx, refund.paymentId()).orElseThrow();
        orders.lock(tx, unlocked.orderNo());
        Payment payment = rows.lock(tx, refund.paymentId());
        String key = payment.cancelKey(refund.seq());
        attempts.end(tx, key, answer);
        switch (answer) {
            case PgAnswer.Success(PgPayment pg) -> {
                close(tx, refund, "DONE");
                returned(tx, payment, refund, pg, actor);
            }
            case PgAnswer.Declined declined -> {
                close(tx, refund, "REFUSED");
                alarm.raise(
                        "refund-refused",
                        "the gateway refuses to give back order " + payment.orderNo() + ": " + declined.code());
                journal.add(tx, payment.orderNo(), actor, "payment.refund-refused", key, declined.code());
                if (refund.sku() != null) {
                    orders.lineKept(tx, payment.orderNo(), refund.sku());
                }
                rows.lookAgain(tx, payment.id());
            }
            case PgAnswer.Pending _, PgAnswer.Unknown _ ->
                tx.update(
                        "UPDATE refunds SET lease_until = NULL WHERE payment_id = ? AND seq = ?",
                        payment.id(),
                        refund.seq());
        }
    }

    private static void close(Tx tx, Refund refund, String status) {
        tx.update(
                "UPDATE refunds SET status = ?, lease_until = NULL WHERE payment_id = ? AND seq = ?",
                status,
                refund.paymentId(),
                refund.seq());
    }

    private void returned(Tx tx, Payment payment, Refund refund, PgPayment pg, String actor) {
        boolean all = pg.status() == PgPayment.Status.CANCELED;
        switch (payment.status()) {
            case PAID, PARTIAL_CANCELLED -> {
                rows.refunded(tx, payment, pg);
                if (all) {
                    rows.move(tx, payment, PaymentStatus.CANCELLED, null);
                    orders.refunded(tx, payment.orderNo(), actor);
                    break;
                }
                if (payment.status() == PaymentStatus.PAID) {
                    rows.move(tx, payment, PaymentStatus.PARTIAL_CANCELLED, null);
                }
                if (refund.sku() != null) {
                    orders.lineRefunded(tx, payment.orderNo(), refund.sku(), actor);
                }
            }
            case WAITING_DEPOSIT -> {
                rows.move(tx, payment, PaymentStatus.EXPIRED, null);
                orders.refunded(tx, payment.orderNo(), actor);
            }
            case RESOLVING -> {
                // The order was being cancelled when the money came, or still waits and may be paid anew.
                rows.move(tx, payment, PaymentStatus.VOIDED, null);
                orders.refunded(tx, payment.orderNo(), actor);
            }
            default -> {
                // Dead already; only the money was left to return.
            }
        }
        journal.add(tx, payment.orderNo(), actor, "payment.refunded", payment.cancelKey(refund.seq()), refund.sku());
    }
}
