package dev.naru.origin.orders;

import dev.naru.origin.platform.Row;

/** What was ordered, with names and price as they were then. {@code status}: ORDERED, CANCEL_REQUESTED, CANCELLED. */
record OrderLine(String sku, String nameKo, String nameEn, int quantity, long unitPrice, String status) {

    static final String ORDERED = "ORDERED";

    long amount() {
        return unitPrice * quantity;
    }

    static OrderLine of(Row row) {
        return new OrderLine(
                row.string("sku"),
                row.string("name_ko"),
                row.string("name_en"),
                row.intValue("quantity"),
                row.longValue("unit_price"),
                row.string("status"));
    }
}
