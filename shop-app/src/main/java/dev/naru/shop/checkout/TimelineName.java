package dev.naru.shop.checkout;

import java.util.Arrays;
import java.util.Locale;

/** The events origin-api writes, so far as pages have words for them; {@code order.cancel-requested} is ORDER_CANCEL_REQUESTED. */
public enum TimelineName {
    ORDER_CREATED,
    ORDER_PAID,
    ORDER_EXPIRED,
    ORDER_CANCEL_REQUESTED,
    ORDER_CANCELLED,
    ORDER_LINE_CANCEL_REQUESTED,
    ORDER_LINE_CANCELLED,
    PAYMENT_OPENED,
    PAYMENT_WINDOW_OPENED,
    PAYMENT_WINDOW_CLOSED,
    PAYMENT_AUTHENTICATED,
    PAYMENT_APPROVING,
    PAYMENT_PAID,
    PAYMENT_DECLINED,
    PAYMENT_UNKNOWN,
    PAYMENT_RESOLVING,
    PAYMENT_WAITING_DEPOSIT,
    PAYMENT_FAILED,
    PAYMENT_VOIDED,
    PAYMENT_EXPIRED,
    PAYMENT_PARTIAL_CANCELLED,
    PAYMENT_CANCELLED,
    PAYMENT_REFUND_REQUESTED,
    PAYMENT_VOID_REQUESTED,
    PAYMENT_NET_CANCEL_REQUESTED,
    PAYMENT_DEPOSIT_OVERDUE,
    PAYMENT_REFUNDED,
    PAYMENT_REFUND_REFUSED,
    WEBHOOK_APPLIED,
    OTHER;

    static TimelineName of(String event) {
        String name = event.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        return Arrays.stream(values())
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElse(OTHER);
    }
}
