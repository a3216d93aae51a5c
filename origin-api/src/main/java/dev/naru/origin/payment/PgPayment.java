package dev.naru.origin.payment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A payment as the gateway has it.
 *
 * @param amount as approved
 * @param balance of that, what has not been given back
 * @param deposit of a virtual account
 * @param raw the answer as received, bounded; kept for disputes
 */
record PgPayment(
        String key,
        String orderId,
        long amount,
        long balance,
        String currency,
        Status status,
        @Nullable String method,
        @Nullable Instant approvedAt,
        @Nullable DepositAccount deposit,
        String raw) {

    /** In the gateway's words, which Korean gateways share more or less. */
    enum Status {
        READY,
        IN_PROGRESS,
        WAITING_FOR_DEPOSIT,
        DONE,
        CANCELED,
        PARTIAL_CANCELED,
        ABORTED,
        EXPIRED
    }

    boolean isFor(Payment payment) {
        return orderId.equals(payment.pgOrderId())
                && (payment.providerKey() == null || payment.providerKey().equals(key));
    }

    boolean sameMoney(Payment payment) {
        return amount == payment.amount() && currency.equals(payment.currency());
    }
}
