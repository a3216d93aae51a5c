package dev.naru.cluster.proof;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's ledger and the database's tables, as read after the dust has settled. Amounts are won.
 *
 * @param recurring charges of subscriptions that the database says are paid, by the gateway's order id
 * @param webhooksTaken ids of the events in the inbox
 * @param unfinished what somebody still has to do something about
 */
record Books(
        List<PgPayment> gateway,
        List<Payment> payments,
        Map<String, Long> recurring,
        List<Order> orders,
        List<Reservation> reservations,
        Map<String, Stock> stock,
        Map<String, Integer> stockAtStart,
        List<Event> outbox,
        List<String> webhooksTaken,
        List<String> unfinished) {

    /** @param balance what is paid and not given back */
    record PgPayment(String key, String orderId, long amount, String status, long balance) {
        boolean approvedOnce() {
            return status.equals("DONE") || status.equals("PARTIAL_CANCELED") || status.equals("CANCELED");
        }
    }

    /** @param refunded of the amount, given back so far */
    record Payment(
            String orderNo, String pgOrderId, @Nullable String key, long amount, String status, long refunded) {
        boolean holdsMoney() {
            return status.equals("PAID") || status.equals("PARTIAL_CANCELLED");
        }
    }

    /** @param lines the sum of quantity times the catalogue's price */
    record Order(String orderNo, String member, String idempotencyKey, long amount, long lines, String status) {}

    record Reservation(String orderNo, String sku, int quantity, String status, boolean lineCancelled) {}

    record Stock(int onHand, int reserved) {}

    record Event(String aggregate, String id, long seq, String event, boolean delivered) {}
}
