package dev.naru.origin.orders;

/**
 * The life of an order.
 *
 * <pre>
 * PENDING_PAYMENT ─▶ PAID ─▶ CANCEL_REQUESTED ─▶ CANCELLED
 *        ├─▶ EXPIRED
 *        ├─▶ CANCELLED          (nothing was paid)
 *        └─▶ CANCEL_REQUESTED   (a deposit was awaited)
 * </pre>
 */
enum OrderStatus {
    PENDING_PAYMENT,
    PAID,
    EXPIRED,
    CANCEL_REQUESTED,
    CANCELLED
}
