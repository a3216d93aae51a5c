package dev.naru.origin.orders;

import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables orders and order_lines. */
@Singleton
class OrderRows {

    private static final int MAX_LISTED = 50;

    private final OrderConfig config;

    OrderRows(OrderConfig config) {
        this.config = config;
    }

    Order insert(Tx tx, String orderNo, String member, long amount, String currency, String locale) {
        return tx.one(
                        """
                        INSERT INTO orders (order_no, member, status, amount, currency, locale, expires_at)
                        VALUES (?, ?, 'PENDING_PAYMENT', ?, ?, ?, now() + ? * interval '1 millisecond')
                        RETURNING *
                        """,
                        Order::of,
                        orderNo,
                        member,
                        amount,
                        currency,
                        locale,
                        config.payWithin().toMillis())
                .orElseThrow();
    }

    void insertLine(Tx tx, Order order, OrderLine line) {
        tx.update("""
                INSERT INTO order_lines (order_id, sku, name_ko, name_en, quantity, unit_price)
                VALUES (?, ?, ?, ?, ?, ?)
                """, order.id(), line.sku(), line.nameKo(), line.nameEn(), line.quantity(), line.unitPrice());
    }

    Optional<Order> lock(Tx tx, String orderNo) {
        return tx.one("SELECT * FROM orders WHERE order_no = ? FOR UPDATE", Order::of, orderNo);
    }

    Optional<Order> find(Tx tx, String orderNo, String member) {
        return tx.one("SELECT * FROM orders WHERE order_no = ? AND member = ?", Order::of, orderNo, member);
    }

    /** Newest first, at most 50. */
    List<Order> of(Tx tx, String member) {
        return tx.list("SELECT * FROM orders WHERE member = ? ORDER BY id DESC LIMIT ?", Order::of, member, MAX_LISTED);
    }

    List<OrderLine> lines(Tx tx, Order order) {
        return tx.list("SELECT * FROM order_lines WHERE order_id = ? ORDER BY sku", OrderLine::of, order.id());
    }

    /** The lines of {@link #of}, by order id. */
    Map<Long, List<OrderLine>> linesOf(Tx tx, String member) {
        Map<Long, List<OrderLine>> lines = new LinkedHashMap<>();
        tx.list("""
                        SELECT * FROM order_lines
                         WHERE order_id IN (SELECT id FROM orders WHERE member = ? ORDER BY id DESC LIMIT ?)
                         ORDER BY order_id, sku
                        """, row -> Map.entry(row.longValue("order_id"), OrderLine.of(row)), member, MAX_LISTED)
                .forEach(entry -> lines.computeIfAbsent(entry.getKey(), id -> new java.util.ArrayList<>())
                        .add(entry.getValue()));
        return lines;
    }

    void moveLine(Tx tx, Order locked, String sku, String status) {
        tx.update("UPDATE order_lines SET status = ? WHERE order_id = ? AND sku = ?", status, locked.id(), sku);
    }

    void move(Tx tx, Order locked, OrderStatus to) {
        tx.update("UPDATE orders SET status = ?, version = version + 1 WHERE id = ?", to.name(), locked.id());
    }

    /** Unpaid orders past their time, locked; those that another replica holds are left to it. */
    List<Order> lockDue(Tx tx, int limit) {
        return tx.list("""
                SELECT * FROM orders WHERE status = 'PENDING_PAYMENT' AND expires_at < now()
                 ORDER BY expires_at LIMIT ? FOR UPDATE SKIP LOCKED
                """, Order::of, limit);
    }

    /** Looked at again in a minute, so that orders which may not expire yet do not stand before those which may. */
    void putOff(Tx tx, Order locked) {
        tx.update("UPDATE orders SET expires_at = now() + interval '1 minute' WHERE id = ?", locked.id());
    }
}
