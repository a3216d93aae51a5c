package dev.naru.origin.orders;

import dev.naru.origin.payment.OrderBook;
import dev.naru.origin.platform.Journal;
import dev.naru.origin.platform.Outbox;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;

/** What payment does to orders. */
@Singleton
class PaidOrders implements OrderBook {

    private final OrderRows rows;
    private final Stock stock;
    private final Journal journal;
    private final Outbox outbox;

    PaidOrders(OrderRows rows, Stock stock, Journal journal, Outbox outbox) {
        this.rows = rows;
        this.stock = stock;
        this.journal = journal;
        this.outbox = outbox;
    }

    @Override
    public void lock(Tx tx, String orderNo) {
        locked(tx, orderNo);
    }

    @Override
    public boolean paid(Tx tx, String orderNo, String actor) {
        Order order = locked(tx, orderNo);
        if (order.status() != OrderStatus.PENDING_PAYMENT) {
            return false;
        }
        rows.move(tx, order, OrderStatus.PAID);
        stock.commit(tx, order);
        journal.add(tx, orderNo, actor, "order.paid", null, null);
        outbox.append(tx, "order", orderNo, "order.paid", OrderEvent.of(order, OrderStatus.PAID));
        return true;
    }

    @Override
    public void refunded(Tx tx, String orderNo, String actor) {
        Order order = locked(tx, orderNo);
        if (order.status() != OrderStatus.PAID && order.status() != OrderStatus.CANCEL_REQUESTED) {
            return;
        }
        rows.move(tx, order, OrderStatus.CANCELLED);
        stock.giveBack(tx, order);
        journal.add(tx, orderNo, actor, "order.cancelled", null, null);
        outbox.append(tx, "order", orderNo, "order.cancelled", OrderEvent.of(order, OrderStatus.CANCELLED));
    }

    @Override
    public void lineRefunded(Tx tx, String orderNo, String sku, String actor) {
        Order order = locked(tx, orderNo);
        rows.moveLine(tx, order, sku, "CANCELLED");
        stock.giveBackLine(tx, order, sku);
        journal.add(tx, orderNo, actor, "order.line-cancelled", null, sku);
        outbox.append(tx, "order", orderNo, "order.line-cancelled", OrderEvent.of(order, order.status()));
    }

    @Override
    public void lineKept(Tx tx, String orderNo, String sku) {
        rows.moveLine(tx, locked(tx, orderNo), sku, OrderLine.ORDERED);
    }

    private Order locked(Tx tx, String orderNo) {
        return rows.lock(tx, orderNo).orElseThrow(() -> new IllegalStateException("no order " + orderNo));
    }
}
