package dev.naru.origin.payment;

import dev.naru.origin.platform.Alarm;
import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Journal;
import dev.naru.origin.platform.Problem;
import dev.naru.origin.platform.SqlFailure;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/**
 * The buyer is back: T1, the call without a transaction, T2. Of any number of equal returns, on any replicas, one asks
 * the gateway; the others wait for its outcome and answer the same.
 */
@Singleton
class Approval {

    private static final String ACTOR = "buyer";
    private static final long POLL_MS = 50;

    private final Database database;
    private final PaymentConfig config;
    private final PaymentRows rows;
    private final Attempts attempts;
    private final Providers providers;
    private final Settlement settlement;
    private final Journal journal;
    private final Alarm alarm;

    Approval(
            Database database,
            PaymentConfig config,
            PaymentRows rows,
            Attempts attempts,
            Providers providers,
            Settlement settlement,
            Journal journal,
            Alarm alarm) {
        this.database = database;
        this.config = config;
        this.rows = rows;
        this.attempts = attempts;
        this.providers = providers;
        this.settlement = settlement;
        this.journal = journal;
        this.alarm = alarm;
    }

    /**
     * @throws Problem 404 when the payment is not that order's or provider's, 422 when amount, currency or ids are not
     *     those of the database; nothing changed then
     */
    PaymentStatus returned(UUID paymentId, String orderNo, String provider, PaymentProvider.Returned returned) {
        Payment payment = database.transaction(tx -> rows.find(tx, paymentId))
                .filter(found ->
                        found.orderNo().equals(orderNo) && found.provider().equals(provider))
                .orElseThrow(() -> Problem.notFound("No such payment."));
        compare(payment, returned);
        Optional<Payment> mine = begin(payment, returned);
        if (mine.isEmpty()) {
            return awaitOther(paymentId);
        }
        PgAnswer answer = providers.named(provider).approve(mine.get());
        return settlement.answered(mine.get(), answer, ACTOR);
    }

    private void compare(Payment payment, PaymentProvider.Returned returned) {
        if (returned.key() == null && payment.providerKey() == null) {
            throw Problem.unprocessable("payment-not-opened", "The gateway was never told of this payment.");
        }
        if (returned.orderId() != null && !returned.orderId().equals(payment.pgOrderId())) {
            throw tampered(payment, "order-mismatch", "orderId " + Quoted.of(returned.orderId()));
        }
        if (returned.amount() != null && returned.amount() != payment.amount()) {
            throw tampered(payment, "amount-mismatch", "amount " + returned.amount());
        }
        if (returned.currency() != null && !returned.currency().equals(payment.currency())) {
            throw tampered(payment, "currency-mismatch", "currency " + Quoted.of(returned.currency()));
        }
    }

    private Problem tampered(Payment payment, String kind, String got) {
        alarm.raise(
                kind,
                "a return for order " + payment.orderNo() + " says " + got + "; the database has " + payment.pgOrderId()
                        + ", " + payment.amount() + " " + payment.currency());
        return Problem.unprocessable(kind, "The return does not fit the order. Nothing was charged.");
    }

    private Optional<Payment> begin(Payment payment, PaymentProvider.Returned returned) {
        try {
            return database.transaction(tx -> begin(tx, payment, returned));
        } catch (SqlFailure e) {
            if (e.violates("payments_provider_provider_key_key")) {
                throw tampered(payment, "payment-key-reused", "the paymentKey of another payment");
            }
            throw e;
        }
    }

    private Optional<Payment> begin(Tx tx, Payment payment, PaymentProvider.Returned returned) {
        Optional<Payment> won = rows.beginApproving(tx, payment, returned);
        won.ifPresent(approving -> {
            attempts.begin(tx, approving, approving.approveKey(), "APPROVE");
            journal.add(tx, approving.orderNo(), ACTOR, "payment.approving", approving.approveKey(), null);
        });
        return won;
    }

    private PaymentStatus awaitOther(UUID paymentId) {
        long deadlineNs = System.nanoTime() + config.duplicateWait().toNanos();
        while (true) {
            PaymentStatus status = database.transaction(tx -> rows.find(tx, paymentId))
                    .map(Payment::status)
                    .orElseThrow();
            if (status != PaymentStatus.APPROVING || System.nanoTime() > deadlineNs) {
                return status;
            }
            try {
                Thread.sleep(POLL_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return status;
            }
        }
    }
}
