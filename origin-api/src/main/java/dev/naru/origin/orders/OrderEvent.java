package dev.naru.origin.orders;

/** The payload of an order's events in the outbox. */
record OrderEvent(String orderNo, String member, String status, long amount, String currency, String locale) {

    static OrderEvent of(Order order, OrderStatus status) {
        return new OrderEvent(
                order.orderNo(), order.member(), status.name(), order.amount(), order.currency(), order.locale());
    }
}
