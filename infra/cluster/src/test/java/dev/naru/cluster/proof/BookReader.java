package dev.naru.cluster.proof;

import dev.naru.cluster.Ports;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the {@link Books}: the ledger from the gateway, the tables from PostgreSQL, past all of the shop's own code. */
final class BookReader {
    private final Shop shop;
    private final String jdbcUrl;
    private final String password;
    private final Map<String, Integer> stockAtStart;

    BookReader(ProvingCluster cluster, Shop shop) throws SQLException {
        this.shop = shop;
        this.jdbcUrl = "jdbc:postgresql://127.0.0.1:" + cluster.port(Ports.Purpose.POSTGRES) + "/naru";
        this.password = cluster.cluster().secret("db", "password").strip();
        this.stockAtStart = new HashMap<>();
        stock().forEach((sku, stock) -> stockAtStart.put(sku, stock.onHand()));
    }

    private interface Mapper<T> {
        T of(ResultSet row) throws SQLException;
    }

    Books read() throws SQLException, IOException {
        return new Books(
                gateway(),
                list(
                        """
                        SELECT order_no, pg_order_id, provider_key, amount, status, refunded FROM payments
                        """,
                        row -> new Books.Payment(
                                row.getString("order_no"),
                                row.getString("pg_order_id"),
                                row.getString("provider_key"),
                                row.getLong("amount"),
                                row.getString("status"),
                                row.getLong("refunded"))),
                recurring(),
                list(
                        """
                        SELECT o.order_no, o.member, o.amount, o.status,
                               coalesce((SELECT sum(l.quantity * p.price) FROM order_lines l JOIN products p USING (sku)
                                          WHERE l.order_id = o.id), 0) AS lines,
                               (SELECT min(j.key) FROM journal j
                                 WHERE j.order_no = o.order_no AND j.event = 'order.created') AS key
                          FROM orders o
                        """,
                        row -> new Books.Order(
                                row.getString("order_no"),
                                row.getString("member"),
                                row.getString("key"),
                                row.getLong("amount"),
                                row.getLong("lines"),
                                row.getString("status"))),
                list(
                        """
                        SELECT o.order_no, r.sku, r.quantity, r.status, l.status = 'CANCELLED' AS line_cancelled
                          FROM stock_reservations r JOIN orders o ON o.id = r.order_id
                          JOIN order_lines l ON l.order_id = r.order_id AND l.sku = r.sku
                        """,
                        row -> new Books.Reservation(
                                row.getString("order_no"),
                                row.getString("sku"),
                                row.getInt("quantity"),
                                row.getString("status"),
                                row.getBoolean("line_cancelled"))),
                stock(),
                stockAtStart,
                list(
                        "SELECT aggregate, aggregate_id, seq, event, delivered_at IS NOT NULL AS delivered FROM outbox",
                        row -> new Books.Event(
                                row.getString("aggregate"),
                                row.getString("aggregate_id"),
                                row.getLong("seq"),
                                row.getString("event"),
                                row.getBoolean("delivered"))),
                list("SELECT event_id FROM webhook_inbox", row -> row.getString(1)),
                unfinished());
    }

    /** What somebody still has to do something about; each a line for people. Bounded. */
    List<String> unfinished() throws SQLException {
        return list("""
                SELECT 'payment ' || pg_order_id || ' is ' || status || ', unknown since ' || coalesce(unknown_since::text, '-')
                  FROM payments WHERE status IN ('APPROVING', 'UNKNOWN', 'RESOLVING', 'WAITING_DEPOSIT', 'READY', 'AUTHENTICATED')
                UNION ALL
                SELECT 'order ' || order_no || ' is ' || status FROM orders WHERE status IN ('PENDING_PAYMENT', 'CANCEL_REQUESTED')
                UNION ALL
                SELECT 'refund of ' || payment_id || ' is ' || status FROM refunds WHERE status = 'PENDING'
                UNION ALL
                SELECT 'webhook ' || event_id || ' is not applied' FROM webhook_inbox WHERE applied_at IS NULL
                UNION ALL
                SELECT 'event ' || aggregate_id || ' ' || seq || ' is not delivered' FROM outbox WHERE delivered_at IS NULL
                LIMIT 1000
                """, row -> row.getString(1));
    }

    private List<Books.PgPayment> gateway() throws IOException {
        List<Books.PgPayment> payments = new ArrayList<>();
        List<Map<String, Object>> lines = JsonPath.from(shop.ledger()).getList("payments");
        for (Map<String, Object> line : lines) {
            payments.add(new Books.PgPayment(
                    String.valueOf(line.get("paymentKey")),
                    String.valueOf(line.get("orderId")),
                    ((Number) line.get("amount")).longValue(),
                    String.valueOf(line.get("status")),
                    ((Number) line.get("balanceAmount")).longValue()));
        }
        return payments;
    }

    private Map<String, Long> recurring() throws SQLException {
        Map<String, Long> charges = new HashMap<>();
        list("SELECT pg_order_id, amount FROM billing_charges WHERE status = 'PAID'", row -> {
            charges.put(row.getString("pg_order_id"), row.getLong("amount"));
            return row.getString("pg_order_id");
        });
        return charges;
    }

    private Map<String, Books.Stock> stock() throws SQLException {
        Map<String, Books.Stock> stock = new HashMap<>();
        list("SELECT sku, on_hand, reserved FROM stock", row -> {
            stock.put(row.getString("sku"), new Books.Stock(row.getInt("on_hand"), row.getInt("reserved")));
            return row.getString("sku");
        });
        return stock;
    }

    private <T> List<T> list(String sql, Mapper<T> mapper) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl, "naru", password);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(mapper.of(rows));
            }
            return all;
        }
    }
}
