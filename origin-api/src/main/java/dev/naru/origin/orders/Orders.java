package dev.naru.origin.orders;

import dev.naru.origin.payment.PaymentView;
import dev.naru.origin.payment.Payments;
import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Idempotency;
import dev.naru.origin.platform.Journal;
import dev.naru.origin.platform.Outbox;
import dev.naru.origin.platform.Problem;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The public side of orders. Every method opens its own transaction. */
@Singleton
public class Orders {

    private final Database database;
    private final OrderRows rows;
    private final Checkout checkout;
    private final Stock stock;
    private final Payments payments;
    private final Idempotency idempotency;
    private final Journal journal;
    private final Outbox outbox;

    Orders(
            Database database,
            OrderRows rows,
            Checkout checkout,
            Stock stock,
            Payments payments,
            Idempotency idempotency,
            Journal journal,
            Outbox outbox) {
        this.database = database;
        this.rows = rows;
        this.checkout = checkout;
        this.stock = stock;
        this.payments = payments;
        this.idempotency = idempotency;
        this.journal = journal;
        this.outbox = outbox;
    }

    Checkout.Placed place(String member, String key, OrderRequest request) {
        return database.transaction(tx -> idempotency.once(
                tx,
                "orders.place:" + member,
                key,
                request,
                Checkout.Placed.class,
                () -> checkout.place(tx, member, key, request)));
    }

    Optional<OrderView> find(String member, String orderNo) {
        return database.transaction(tx -> rows.find(tx, orderNo, member)
                .map(order ->
                        view(order, rows.lines(tx, order), payments.current(tx, orderNo), journal.of(tx, orderNo))));
    }

    /** Newest first, at most 50. */
    List<OrderView> list(String member) {
        return database.transaction(tx -> {
            Map<Long, List<OrderLine>> lines = rows.linesOf(tx, member);
            return rows.of(tx, member).stream()
                    .map(order -> view(
                            order,
                            lines.getOrDefault(order.id(), List.of()),
                            payments.current(tx, order.orderNo()),
                            null))
                    .toList();
        });
    }

    /**
     * Cancels: before payment at once, after it by giving the money back through the gateway. A refund without a clear
     * answer leaves the order CANCEL_REQUESTED, and the sweeper goes on with it.
     *
     * @throws Problem 404 not this member's order; 409 while a payment is being settled, or when it is too late
     */
    OrderView cancel(String member, String orderNo, String key) {
        database.run(tx -> {
            Order order = own(tx, orderNo, member);
            idempotency.once(tx, "orders.cancel:" + member, key, orderNo, String.class, () -> {
                requestCancel(tx, order, key);
                return orderNo;
            });
        });
        OrderView order = find(member, orderNo).orElseThrow();
        if (order.status() == OrderStatus.CANCEL_REQUESTED && order.payment() != null) {
            payments.refundNow(order.payment().id());
            return find(member, orderNo).orElseThrow();
        }
        return order;
    }

    /**
     * Cancels one line of a paid order and gives its money back. The last line left is the whole order.
     *
     * @throws Problem 404 no such order of this member, or no such line; 409 unless it is paid, or while another line's
     *     refund is under way
     */
    OrderView cancelLine(String member, String orderNo, String sku, String key) {
        database.run(tx -> {
            Order order = own(tx, orderNo, member);
            idempotency.once(tx, "orders.cancel-line:" + member, key, orderNo + "/" + sku, String.class, () -> {
                requestLineCancel(tx, order, sku, key);
                return sku;
            });
        });
        find(member, orderNo).map(OrderView::payment).ifPresent(payment -> payments.refundNow(payment.id()));
        return find(member, orderNo).orElseThrow();
    }

    private void requestLineCancel(Tx tx, Order order, String sku, String key) {
        List<OrderLine> left = rows.lines(tx, order).stream()
                .filter(line -> !line.status().equals("CANCELLED"))
                .toList();
        OrderLine line = left.stream()
                .filter(candidate -> candidate.sku().equals(sku))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("No such line, or it is cancelled already."));
        if (order.status() != OrderStatus.PAID) {
            throw Problem.conflict(
                    "order-not-paid", "Not paid", "Only lines of a paid order can be cancelled one by one.");
        }
        if (left.size() == 1) {
            requestRefund(tx, order, key);
            return;
        }
        if (!payments.requestLineRefund(tx, order.orderNo(), sku, line.amount(), "line cancelled by the buyer")) {
            throw Problem.conflict(
                            "refund-in-progress", "Refund in progress", "Another refund of this order is under way.")
                    .retryAfter(5);
        }
        rows.moveLine(tx, order, sku, "CANCEL_REQUESTED");
        journal.add(tx, order.orderNo(), "buyer", "order.line-cancel-requested", key, sku);
    }

    /**
     * Opens another payment for an order whose last one was declined or failed.
     *
     * @throws Problem 404 not this member's order; 409 when it needs no payment or one is open already
     */
    PaymentView payAgain(String member, String orderNo, String key) {
        return database.transaction(tx -> {
            Order order = own(tx, orderNo, member);
            return idempotency.once(tx, "orders.pay:" + member, key, orderNo, PaymentView.class, () -> {
                if (order.status() != OrderStatus.PENDING_PAYMENT) {
                    throw Problem.conflict("order-not-payable", "Not payable", "The order is " + order.status() + ".");
                }
                if (payments.isLive(tx, orderNo)) {
                    throw Problem.conflict(
                            "payment-in-progress",
                            "Payment in progress",
                            "The order has an open payment; use that one.");
                }
                return payments.open(tx, Checkout.bill(order, rows.lines(tx, order), null));
            });
        });
    }

    /**
     * Ends unpaid orders past their time and gives their goods back. One whose payment is being approved or settled, or
     * awaits a deposit, is left alone. Safe on several replicas at once.
     *
     * @param limit at most so many, 1 or more
     * @return how many expired
     */
    public int expireDue(int limit) {
        return database.transaction(tx -> {
            int expired = 0;
            for (Order order : rows.lockDue(tx, limit)) {
                // An approval may have begun since the row was chosen; closing the payment decides the race.
                if (payments.close(tx, order.orderNo())) {
                    end(tx, order, OrderStatus.EXPIRED, "job", null);
                    expired++;
                } else {
                    rows.putOff(tx, order);
                }
            }
            return expired;
        });
    }

    private void requestCancel(Tx tx, Order order, String key) {
        switch (order.status()) {
            case PENDING_PAYMENT -> {
                if (payments.close(tx, order.orderNo())) {
                    end(tx, order, OrderStatus.CANCELLED, "buyer", key);
                } else if (payments.awaitsDeposit(tx, order.orderNo())) {
                    requestRefund(tx, order, key);
                } else {
                    throw Problem.conflict(
                                    "payment-in-progress",
                                    "Payment in progress",
                                    "The payment is being confirmed. Try again when its outcome is known.")
                            .retryAfter(5);
                }
            }
            case PAID -> {
                if (payments.refundPending(tx, order.orderNo())) {
                    throw Problem.conflict(
                                    "refund-in-progress",
                                    "Refund in progress",
                                    "A line of this order is being cancelled. Try again in a moment.")
                            .retryAfter(5);
                }
                requestRefund(tx, order, key);
            }
            case CANCEL_REQUESTED, CANCELLED -> {
                // Asked before, under another key.
            }
            case EXPIRED ->
                throw Problem.conflict("order-not-cancellable", "Not cancellable", "The order has expired already.");
        }
    }

    private void requestRefund(Tx tx, Order order, String key) {
        rows.move(tx, order, OrderStatus.CANCEL_REQUESTED);
        journal.add(tx, order.orderNo(), "buyer", "order.cancel-requested", key, null);
        payments.requestRefund(tx, order.orderNo(), "cancelled by the buyer");
    }

    private void end(Tx tx, Order order, OrderStatus to, String actor, @Nullable String key) {
        String event = to == OrderStatus.EXPIRED ? "order.expired" : "order.cancelled";
        rows.move(tx, order, to);
        stock.giveBack(tx, order);
        journal.add(tx, order.orderNo(), actor, event, key, null);
        outbox.append(tx, "order", order.orderNo(), event, OrderEvent.of(order, to));
    }

    private Order own(Tx tx, String orderNo, String member) {
        return rows.lock(tx, orderNo)
                .filter(order -> order.member().equals(member))
                .orElseThrow(() -> Problem.notFound("No such order."));
    }

    private static OrderView view(
            Order order, List<OrderLine> lines, Optional<PaymentView> payment, @Nullable List<Journal.Entry> timeline) {
        return new OrderView(
                order.orderNo(),
                order.status(),
                order.amount(),
                order.currency(),
                order.createdAt(),
                order.expiresAt(),
                lines,
                payment.orElse(null),
                timeline);
    }
}
