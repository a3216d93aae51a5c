package dev.naru.origin.orders;

import dev.naru.origin.platform.Row;
import java.time.Instant;

/** A row of orders. {@code amount} is in the currency's smallest unit. */
record Order(
        long id,
        String orderNo,
        String member,
        OrderStatus status,
        long amount,
        String currency,
        String locale,
        Instant createdAt,
        Instant expiresAt) {

    static Order of(Row row) {
        return new Order(
                row.longValue("id"),
                row.string("order_no"),
                row.string("member"),
                OrderStatus.valueOf(row.string("status")),
                row.longValue("amount"),
                row.string("currency"),
                row.string("locale"),
                row.instant("created_at"),
                row.instant("expires_at"));
    }
}
