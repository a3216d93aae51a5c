package dev.naru.shop.checkout;

import dev.naru.shop.platform.Language;
import org.jspecify.annotations.Nullable;

/**
 * A line of an order, at the price it was ordered at (won).
 *
 * @param status ORDERED, CANCEL_REQUESTED or CANCELLED
 */
public record OrderLine(
        String sku,
        String nameKo,
        String nameEn,
        int quantity,
        long unitPrice,
        @Nullable String status) {

    public boolean isOrdered() {
        return status == null || status.equals("ORDERED");
    }

    public String name(Language language) {
        return language == Language.KO ? nameKo : nameEn;
    }

    public long total() {
        return quantity * unitPrice;
    }
}
