package dev.naru.cluster.proof;

import dev.naru.cluster.proof.Books.Event;
import dev.naru.cluster.proof.Books.Order;
import dev.naru.cluster.proof.Books.Payment;
import dev.naru.cluster.proof.Books.PgPayment;
import dev.naru.cluster.proof.Books.Reservation;
import dev.naru.cluster.proof.Books.Stock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges a run by its books alone, and by what shoppers were told. Pure, so that each rule is shown to catch what it is for: see
 * {@link AuditTest}.
 */
final class Audit {
    private final Books books;
    private final Map<String, Order> orders;
    private final List<String> violations = new ArrayList<>();

    private Audit(Books books) {
        this.books = books;
        this.orders = books.orders().stream().collect(Collectors.toMap(Order::orderNo, order -> order));
    }

    /** All that is wrong, one line each; empty when the run proves what it should. */
    static List<String> of(Books books, Claims claims) {
        Audit audit = new Audit(books);
        audit.onePaidPaymentPerOrder();
        audit.sameMoneyOnBothSides();
        audit.amountsAreTheCatalogues();
        audit.ordersFollowTheirPayments();
        audit.stockAddsUp();
        audit.eventsAreWhole();
        audit.nobodyWasDeceived(claims);
        books.unfinished().forEach(what -> audit.violation("stuck", what));
        return List.copyOf(audit.violations);
    }

    private void onePaidPaymentPerOrder() {
        Map<String, Long> paid = books.payments().stream()
                .filter(Payment::holdsMoney)
                .collect(Collectors.groupingBy(Payment::orderNo, Collectors.counting()));
        paid.forEach((orderNo, count) -> {
            if (count > 1) {
                violation("paid-twice", "order " + orderNo + " has " + count + " paid payments");
            }
        });
    }

    /** By payment, by the gateway's order id, by order, and in sum: to the won. */
    private void sameMoneyOnBothSides() {
        Map<String, PgPayment> byKey =
                books.gateway().stream().collect(Collectors.toMap(PgPayment::key, payment -> payment));
        Map<String, Long> theirs = new HashMap<>();
        Map<String, Integer> charges = new HashMap<>();
        for (PgPayment pg : books.gateway()) {
            theirs.merge(pg.orderId(), pg.balance(), Long::sum);
            if (pg.balance() > 0 && charges.merge(pg.orderId(), 1, Integer::sum) > 1) {
                violation("charged-twice", pg.orderId() + " is charged more than once at the gateway");
            }
        }
        Map<String, Long> ours = new HashMap<>(books.recurring());
        Map<String, Long> perOrder = new HashMap<>();
        for (Payment payment : books.payments()) {
            long held = payment.holdsMoney() ? payment.amount() - payment.refunded() : 0;
            ours.merge(payment.pgOrderId(), held, Long::sum);
            perOrder.merge(payment.orderNo(), theirs.getOrDefault(payment.pgOrderId(), 0L), Long::sum);
            compare(payment, byKey.get(String.valueOf(payment.key())));
        }
        Set<String> ids = new TreeSet<>(theirs.keySet());
        ids.addAll(ours.keySet());
        for (String id : ids) {
            long pg = theirs.getOrDefault(id, 0L);
            long db = ours.getOrDefault(id, 0L);
            if (pg != db) {
                violation("money-differs", id + ": the gateway holds " + pg + ", the database " + db);
            }
        }
        Map<String, Long> refunded = new HashMap<>();
        books.payments().stream()
                .filter(Payment::holdsMoney)
                .forEach(payment -> refunded.merge(payment.orderNo(), payment.refunded(), Long::sum));
        for (Order order : books.orders()) {
            long held = perOrder.getOrDefault(order.orderNo(), 0L);
            long due = order.status().equals("PAID") ? order.amount() - refunded.getOrDefault(order.orderNo(), 0L) : 0;
            if (held != due) {
                violation(
                        "order-money",
                        "order " + order.orderNo() + " is " + order.status() + " over " + order.amount()
                                + ", the gateway holds " + held);
            }
        }
    }

    private void compare(Payment ours, @Nullable PgPayment theirs) {
        if (!ours.holdsMoney() && !ours.status().equals("CANCELLED")) {
            return;
        }
        if (theirs == null || !theirs.approvedOnce()) {
            violation("never-approved", ours.pgOrderId() + " is " + ours.status() + ", the gateway never approved it");
        } else if (theirs.amount() != ours.amount() || !theirs.orderId().equals(ours.pgOrderId())) {
            violation(
                    "other-payment",
                    ours.pgOrderId() + " over " + ours.amount() + " is " + ours.status() + " by " + theirs);
        }
    }

    private void amountsAreTheCatalogues() {
        for (Order order : books.orders()) {
            if (order.amount() != order.lines()) {
                violation("altered-amount", "order " + order + " is not the sum of its lines at catalogue prices");
            }
        }
        for (Payment payment : books.payments()) {
            Order order = orders.get(payment.orderNo());
            if (order == null || order.amount() != payment.amount()) {
                violation("altered-amount", "payment " + payment + " is not over its order's amount");
            }
        }
    }

    private void ordersFollowTheirPayments() {
        Set<String> paid = books.payments().stream()
                .filter(Payment::holdsMoney)
                .map(Payment::orderNo)
                .collect(Collectors.toSet());
        Set<String> keys = new HashSet<>();
        for (Order order : books.orders()) {
            if (order.status().equals("PAID") != paid.contains(order.orderNo())) {
                violation(
                        "order-status",
                        "order " + order.orderNo() + " is " + order.status() + ", and its payments say otherwise");
            }
            if (!keys.add(order.member() + " " + order.idempotencyKey())) {
                violation("placed-twice", "two orders of " + order.member() + " under " + order.idempotencyKey());
            }
        }
    }

    private void stockAddsUp() {
        Map<String, Integer> reserved = new HashMap<>();
        Map<String, Integer> gone = new HashMap<>();
        for (Reservation reservation : books.reservations()) {
            Order order = orders.get(reservation.orderNo());
            String status = order == null ? "missing" : order.status();
            boolean fits =
                    switch (status) {
                        case "PAID", "CANCEL_REQUESTED" ->
                            reservation.status().equals(reservation.lineCancelled() ? "RETURNED" : "COMMITTED");
                        case "PENDING_PAYMENT" -> reservation.status().equals("RESERVED");
                        case "CANCELLED", "EXPIRED" ->
                            reservation.status().equals("RELEASED")
                                    || reservation.status().equals("RETURNED");
                        default -> false;
                    };
            if (!fits) {
                violation("stock-leak", reservation + " of an order that is " + status);
            }
            switch (reservation.status()) {
                case "RESERVED" -> reserved.merge(reservation.sku(), reservation.quantity(), Integer::sum);
                case "COMMITTED" -> gone.merge(reservation.sku(), reservation.quantity(), Integer::sum);
                default -> {
                    // Back on the shelf.
                }
            }
        }
        books.stockAtStart().forEach((sku, atStart) -> {
            Stock stock = books.stock().getOrDefault(sku, new Stock(-1, -1));
            if (stock.onHand() < 0 || stock.reserved() < 0) {
                violation("stock-negative", sku + ": " + stock);
            }
            if (stock.onHand() + gone.getOrDefault(sku, 0) != atStart
                    || stock.reserved() != reserved.getOrDefault(sku, 0)) {
                violation(
                        "stock-leak",
                        sku + ": " + stock + ", " + gone.getOrDefault(sku, 0) + " sold, "
                                + reserved.getOrDefault(sku, 0) + " reserved of " + atStart);
            }
        });
    }

    private void eventsAreWhole() {
        Map<String, List<Event>> ofOrder = books.outbox().stream()
                .filter(event -> event.aggregate().equals("order"))
                .collect(Collectors.groupingBy(Event::id));
        numbersAreWhole(ofOrder);
        for (Event event : books.outbox()) {
            if (!event.delivered()) {
                violation("undelivered", event.toString());
            }
        }
        for (Order order : books.orders()) {
            List<String> names = ofOrder.getOrDefault(order.orderNo(), List.of()).stream()
                    .filter(event -> !event.event().equals("order.line-cancelled"))
                    .sorted(Comparator.comparingLong(Event::seq))
                    .map(Event::event)
                    .toList();
            List<List<String>> right =
                    switch (order.status()) {
                        case "PENDING_PAYMENT" -> List.of(List.of("order.created"));
                        case "PAID", "CANCEL_REQUESTED" -> List.of(List.of("order.created", "order.paid"));
                        case "EXPIRED" -> List.of(List.of("order.created", "order.expired"));
                        case "CANCELLED" ->
                            List.of(
                                    List.of("order.created", "order.cancelled"),
                                    List.of("order.created", "order.paid", "order.cancelled"));
                        default -> List.of();
                    };
            if (!right.contains(names)) {
                violation("events", "order " + order.orderNo() + " is " + order.status() + ", its events are " + names);
            }
        }
    }

    /** Events of one order are numbered from 1 without a gap, so that a subscriber knows when it has them all. */
    private void numbersAreWhole(Map<String, List<Event>> ofOrder) {
        ofOrder.forEach((orderNo, events) -> {
            List<Long> numbers = events.stream().map(Event::seq).sorted().toList();
            for (int i = 0; i < numbers.size(); i++) {
                if (numbers.get(i) != i + 1) {
                    violation("events", "order " + orderNo + " has the event numbers " + numbers);
                    return;
                }
            }
        });
    }

    private void nobodyWasDeceived(Claims claims) {
        claims.broken().forEach(what -> violation("deceived", what));
        Set<String> everPaid = books.outbox().stream()
                .filter(event -> event.event().equals("order.paid"))
                .map(Event::id)
                .collect(Collectors.toSet());
        for (String orderNo : claims.toldPaid()) {
            if (!orders.containsKey(orderNo) || !everPaid.contains(orderNo)) {
                violation("lost-payment", "a shopper was told that order " + orderNo + " is paid; it never was");
            }
        }
        for (String orderNo : claims.toldCancelled()) {
            Order order = orders.get(orderNo);
            if (order == null || !order.status().equals("CANCELLED")) {
                violation("lost-cancel", "a shopper was told that order " + orderNo + " is cancelled: " + order);
            }
        }
        Set<String> forged = claims.forgedEvents();
        for (String eventId : books.webhooksTaken()) {
            if (forged.contains(eventId)) {
                violation("forgery-taken", "forged webhook " + eventId + " is in the inbox");
            }
        }
    }

    private void violation(String kind, String what) {
        violations.add(kind + ": " + what);
    }
}
