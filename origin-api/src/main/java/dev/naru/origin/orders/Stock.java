package dev.naru.origin.orders;

import dev.naru.origin.platform.Problem;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Goods: reserved when ordered, taken when paid, given back when cancelled. A conditional update is the whole lock; rows
 * are always touched in SKU order, so orders of the same goods never deadlock.
 */
@Singleton
class Stock {

    private record Held(String sku, int quantity, String status) {}

    /**
     * Reserves all lines.
     *
     * @throws Problem 409 out-of-stock, with what there is of each short SKU; the transaction rolls back
     */
    void reserve(Tx tx, Order order, List<OrderLine> lines) {
        List<Map<String, Object>> missing = new ArrayList<>();
        List<OrderLine> inSkuOrder =
                lines.stream().sorted(Comparator.comparing(OrderLine::sku)).toList();
        for (OrderLine line : inSkuOrder) {
            int reserved = tx.update(
                    "UPDATE stock SET reserved = reserved + ? WHERE sku = ? AND on_hand - reserved >= ?",
                    line.quantity(),
                    line.sku(),
                    line.quantity());
            if (reserved == 0) {
                missing.add(Map.of("sku", line.sku(), "available", available(tx, line.sku())));
            } else {
                tx.update(
                        "INSERT INTO stock_reservations (order_id, sku, quantity, status) VALUES (?, ?, ?, 'RESERVED')",
                        order.id(),
                        line.sku(),
                        line.quantity());
            }
        }
        if (!missing.isEmpty()) {
            throw Problem.conflict("out-of-stock", "Out of stock", "Not enough left of some lines; see lines.")
                    .with("lines", missing);
        }
    }

    /** Paid: the goods leave the shelf. */
    void commit(Tx tx, Order order) {
        for (Held held : held(tx, order)) {
            if (held.status().equals("RESERVED")) {
                tx.update(
                        "UPDATE stock SET on_hand = on_hand - ?, reserved = reserved - ? WHERE sku = ?",
                        held.quantity(),
                        held.quantity(),
                        held.sku());
                mark(tx, order, held, "COMMITTED");
            }
        }
    }

    /** Not wanted any more: a reservation ends, and what was taken goes back on the shelf. Harmless when repeated. */
    void giveBack(Tx tx, Order order) {
        giveBack(tx, order, held(tx, order));
    }

    private static void giveBack(Tx tx, Order order, List<Held> unwanted) {
        for (Held held : unwanted) {
            switch (held.status()) {
                case "RESERVED" -> {
                    tx.update("UPDATE stock SET reserved = reserved - ? WHERE sku = ?", held.quantity(), held.sku());
                    mark(tx, order, held, "RELEASED");
                }
                case "COMMITTED" -> {
                    tx.update("UPDATE stock SET on_hand = on_hand + ? WHERE sku = ?", held.quantity(), held.sku());
                    mark(tx, order, held, "RETURNED");
                }
                default -> {
                    // Given back before.
                }
            }
        }
    }

    /** One line is not wanted any more. Harmless when repeated. */
    void giveBackLine(Tx tx, Order order, String sku) {
        giveBack(
                tx,
                order,
                held(tx, order).stream().filter(held -> held.sku().equals(sku)).toList());
    }

    private static List<Held> held(Tx tx, Order order) {
        return tx.list(
                "SELECT sku, quantity, status FROM stock_reservations WHERE order_id = ? ORDER BY sku",
                row -> new Held(row.string("sku"), row.intValue("quantity"), row.string("status")),
                order.id());
    }

    private static void mark(Tx tx, Order order, Held held, String status) {
        tx.update(
                "UPDATE stock_reservations SET status = ? WHERE order_id = ? AND sku = ?",
                status,
                order.id(),
                held.sku());
    }

    private static int available(Tx tx, String sku) {
        return tx.one(
                        "SELECT on_hand - reserved AS available FROM stock WHERE sku = ?",
                        row -> row.intValue("available"),
                        sku)
                .orElse(0);
    }
}
