package dev.naru.shop.page;

import dev.naru.shop.checkout.Order;

/** What an order's page says first. It follows from the order alone: an address can claim any result. */
public enum Headline {
    PAID,
    CHECKING,
    WAITING,
    READY,
    DECLINED,
    FAILED,
    CLOSED;

    static Headline of(Order order) {
        boolean over =
                switch (order.status()) {
                    case CANCEL_REQUESTED, CANCELLED, EXPIRED -> !order.isUnsettled();
                    default -> order.payment() == null;
                };
        if (over || order.payment() == null) {
            return CLOSED;
        }
        return switch (order.payment().status()) {
            case PAID -> PAID;
            case APPROVING, UNKNOWN, RESOLVING -> CHECKING;
            case WAITING_DEPOSIT -> WAITING;
            case READY, AUTHENTICATED -> READY;
            case DECLINED -> DECLINED;
            case FAILED, VOIDED, EXPIRED -> FAILED;
            case PARTIAL_CANCELLED, CANCELLED, OTHER -> CLOSED;
        };
    }

    public boolean isChecking() {
        return this == CHECKING;
    }
}
