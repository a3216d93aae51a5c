package dev.naru.cluster.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The judge itself: books in order pass, and each thing that may go wrong is seen and named. */
final class AuditTest {

    /** Books that a test may spoil: one order paid, one refunded, one expired. */
    private static final class Draft {
        final List<Books.PgPayment> gateway = new ArrayList<>(List.of(
                new Books.PgPayment("pay_1", "A-P1", 12_000, "DONE", 12_000),
                new Books.PgPayment("pay_2", "B-P1", 24_000, "CANCELED", 0),
                new Books.PgPayment("pay_3", "C-P1", 24_000, "EXPIRED", 0)));
        final List<Books.Payment> payments = new ArrayList<>(List.of(
                new Books.Payment("A", "A-P1", "pay_1", 12_000, "PAID", 0),
                new Books.Payment("B", "B-P1", "pay_2", 24_000, "CANCELLED", 24_000),
                new Books.Payment("C", "C-P1", null, 24_000, "EXPIRED", 0)));
        final List<Books.Order> orders = new ArrayList<>(List.of(
                new Books.Order("A", "hana", "k1", 12_000, 12_000, "PAID"),
                new Books.Order("B", "hana", "k2", 24_000, 24_000, "CANCELLED"),
                new Books.Order("C", "hana", "k3", 24_000, 24_000, "EXPIRED")));
        final List<Books.Reservation> reservations = new ArrayList<>(List.of(
                new Books.Reservation("A", "ticket", 1, "COMMITTED", false),
                new Books.Reservation("B", "tea", 1, "RETURNED", false),
                new Books.Reservation("C", "tea", 1, "RELEASED", false)));
        final Map<String, Books.Stock> stock =
                new HashMap<>(Map.of("ticket", new Books.Stock(9, 0), "tea", new Books.Stock(10, 0)));
        final List<Books.Event> outbox = new ArrayList<>(List.of(
                event("A", 1, "order.created"),
                event("A", 2, "order.paid"),
                event("B", 1, "order.created"),
                event("B", 2, "order.paid"),
                event("B", 3, "order.cancelled"),
                event("C", 1, "order.created"),
                event("C", 2, "order.expired")));
        final List<String> webhooks = new ArrayList<>(List.of("evt-1"));
        final List<String> unfinished = new ArrayList<>();
        final Claims claims = new Claims();

        List<String> judged() {
            return Audit.of(
                    new Books(
                            gateway,
                            payments,
                            Map.of(),
                            orders,
                            reservations,
                            stock,
                            Map.of("ticket", 10, "tea", 10),
                            outbox,
                            webhooks,
                            unfinished),
                    claims);
        }

        private static Books.Event event(String order, long seq, String name) {
            return new Books.Event("order", order, seq, name, true);
        }
    }

    /** What may be wrong, and the name under which the judge must report it. */
    private enum Wrong {
        ONE_ORDER_PAID_TWICE("paid-twice", d -> {
            d.payments.add(new Books.Payment("A", "A-P2", "pay_4", 12_000, "PAID", 0));
            d.gateway.add(new Books.PgPayment("pay_4", "A-P2", 12_000, "DONE", 12_000));
        }),
        ONE_PAYMENT_CHARGED_TWICE(
                "charged-twice", d -> d.gateway.add(new Books.PgPayment("pay_4", "A-P1", 12_000, "DONE", 12_000))),
        MONEY_ONLY_AT_THE_GATEWAY(
                "money-differs", d -> d.gateway.set(2, new Books.PgPayment("pay_3", "C-P1", 24_000, "DONE", 24_000))),
        ONE_WON_TOO_MUCH(
                "other-payment", d -> d.gateway.set(0, new Books.PgPayment("pay_1", "A-P1", 12_001, "DONE", 12_001))),
        PAID_ONLY_IN_THE_DATABASE("never-approved", d -> d.gateway.removeFirst()),
        REFUND_NOT_MADE(
                "money-differs", d -> d.gateway.set(1, new Books.PgPayment("pay_2", "B-P1", 24_000, "DONE", 24_000))),
        MONEY_KEPT_FOR_A_DEAD_ORDER(
                "order-money", d -> d.gateway.set(2, new Books.PgPayment("pay_3", "C-P1", 24_000, "DONE", 24_000))),
        A_PRICE_OF_THE_BUYERS(
                "altered-amount", d -> d.orders.set(0, new Books.Order("A", "hana", "k1", 100, 12_000, "PAID"))),
        PAID_ORDER_WITHOUT_PAYMENT(
                "order-status", d -> d.orders.set(2, new Books.Order("C", "hana", "k3", 24_000, 24_000, "PAID"))),
        ONE_KEY_TWO_ORDERS(
                "placed-twice", d -> d.orders.set(1, new Books.Order("B", "hana", "k1", 24_000, 24_000, "CANCELLED"))),
        GOODS_OF_AN_EXPIRED_ORDER(
                "stock-leak", d -> d.reservations.set(2, new Books.Reservation("C", "tea", 1, "RESERVED", false))),
        GOODS_VANISHED("stock-leak", d -> d.stock.put("tea", new Books.Stock(9, 0))),
        STOCK_BELOW_ZERO("stock-negative", d -> d.stock.put("tea", new Books.Stock(-1, 0))),
        EVENT_NOT_DELIVERED("undelivered", d -> d.outbox.set(1, new Books.Event("order", "A", 2, "order.paid", false))),
        EVENT_MISSING("events", d -> d.outbox.remove(1)),
        EVENT_DOUBLED("events", d -> d.outbox.add(Draft.event("A", 3, "order.paid"))),
        TOLD_PAID_AND_NOT("lost-payment", d -> d.claims.paid("C")),
        TOLD_CANCELLED_AND_NOT("lost-cancel", d -> d.claims.cancelled("A")),
        FORGERY_TAKEN("forgery-taken", d -> d.claims.forged("evt-1")),
        ANSWERED_WHAT_NEVER_MAY_BE("deceived", d -> d.claims.broken("a forged return was answered 303")),
        LEFT_OPEN("stuck", d -> d.unfinished.add("payment C-P1 is RESOLVING"));

        private final String kind;
        private final Consumer<Draft> spoil;

        Wrong(String kind, Consumer<Draft> spoil) {
            this.kind = kind;
            this.spoil = spoil;
        }
    }

    @Test
    void booksInOrderPass() {
        assertEquals(List.of(), new Draft().judged());
    }

    @ParameterizedTest
    @EnumSource(Wrong.class)
    void whatIsWrongIsNamed(Wrong wrong) {
        Draft draft = new Draft();
        wrong.spoil.accept(draft);
        List<String> violations = draft.judged();
        assertTrue(
                violations.stream().anyMatch(line -> line.startsWith(wrong.kind + ": ")),
                wrong.kind + " is not among " + violations);
    }

    @Test
    void oneKeyThatGivesTwoOrdersIsSeenAtOnce() {
        Claims claims = new Claims();
        claims.placed("k", "A");
        claims.placed("k", "A");
        assertEquals(List.of(), claims.broken());
        claims.placed("k", "B");
        assertEquals(1, claims.broken().size());
    }

    @Test
    void theSameSeedMakesTheSameTrouble() {
        for (int n = 0; n < 100; n++) {
            assertEquals(Fault.of(7, n), Fault.of(7, n));
            assertEquals(Plan.of(new java.util.SplittableRandom(n)), Plan.of(new java.util.SplittableRandom(n)));
        }
    }
}
