package dev.naru.cluster.payments;

import dev.naru.cluster.cron.Sql;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Orders that wait for their money, put into the database as checkout would: so that a run measures approvals and nothing before them. Each is a
 * single line of one of the catalogue's products in turn; its state for the return URL is signed with the shop's own key.
 */
final class Prepared {
    static final long AMOUNT = 12_000;

    private static final long MSB = 0x6e61727562656e63L;
    private static final int TTL_S = 7_200;

    private final byte[] stateKey;
    private final long expiry = Instant.now().getEpochSecond() + TTL_S;

    Prepared(String stateKeyHex) {
        this.stateKey =
                HexFormat.of().parseHex(stateKeyHex.strip().lines().findFirst().orElseThrow());
    }

    /** Inserts {@code count} of them. */
    void insert(Sql sql, int count, boolean hotProduct) {
        String sku = "(SELECT array_agg(sku ORDER BY sku) FROM products)";
        String chosen = hotProduct ? sku + "[1]" : sku + "[1 + n % array_length(" + sku + ", 1)]";
        sql.update("UPDATE stock SET on_hand = on_hand + ?", count);
        sql.update("""
                INSERT INTO orders (order_no, member, status, amount, currency, locale, expires_at)
                SELECT 'BENCH-' || n, 'bench', 'PENDING_PAYMENT', ?, 'KRW', 'ko', now() + interval '2 hours'
                  FROM generate_series(1, ?) AS n
                """, AMOUNT, count);
        sql.update("""
                INSERT INTO order_lines (order_id, sku, name_ko, name_en, quantity, unit_price)
                SELECT id, (SELECT %s FROM (SELECT substr(order_no, 7)::int AS n) AS x), '증명', 'Bench', 1, amount
                  FROM orders WHERE order_no LIKE 'BENCH-%%'
                """.formatted(chosen));
        sql.update("""
                INSERT INTO stock_reservations (order_id, sku, quantity, status)
                SELECT o.id, l.sku, 1, 'RESERVED' FROM orders o JOIN order_lines l ON l.order_id = o.id
                 WHERE o.order_no LIKE 'BENCH-%'
                """);
        sql.update("""
                UPDATE stock SET reserved = reserved + r.n
                  FROM (SELECT sku, count(*) AS n FROM stock_reservations GROUP BY sku) AS r WHERE r.sku = stock.sku
                """);
        sql.update("""
                INSERT INTO payments (id, order_no, provider, pg_order_id, order_name, status, amount, currency, expires_at)
                SELECT ('6e617275-6265-6e63-0000-' || lpad(to_hex(n), 12, '0'))::uuid, 'BENCH-' || n, 'toss',
                       'BENCH-' || n || '-P1', '벤치', 'READY', ?, 'KRW', now() + interval '2 hours'
                  FROM generate_series(1, ?) AS n
                """, AMOUNT, count);
        sql.update("ANALYZE");
    }

    static String orderNo(int n) {
        return "BENCH-" + n;
    }

    static String pgOrderId(int n) {
        return "BENCH-" + n + "-P1";
    }

    /** Path and query of the buyer's way back. */
    String returnTo(int n, String paymentKey) {
        return "/pg/return/toss/" + orderNo(n) + "?state=" + state(n) + "&paymentKey=" + paymentKey + "&orderId="
                + pgOrderId(n) + "&amount=" + AMOUNT;
    }

    /** As docs/contracts.md has it: base64url of payment id, expiry and the HMAC that covers the order number too. */
    String state(int n) {
        UUID id = new UUID(MSB, n);
        byte[] body = ByteBuffer.allocate(24)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putLong(expiry)
                .array();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(stateKey, "HmacSHA256"));
            mac.update(("naru-return-v1\n" + orderNo(n) + "\n").getBytes(StandardCharsets.UTF_8));
            byte[] whole = Arrays.copyOf(body, 56);
            System.arraycopy(mac.doFinal(body), 0, whole, 24, 32);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
