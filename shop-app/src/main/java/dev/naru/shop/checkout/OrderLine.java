package dev.naru.shop.checkout;

import dev.naru.shop.platform.Language;

/** A line of an order, at the price it was ordered at (won). */
public record OrderLine(String sku, String nameKo, String nameEn, int quantity, long unitPrice) {

    public String name(Language language) {
        return language == Language.KO ? nameKo : nameEn;
    }

    public long total() {
        return quantity * unitPrice;
    }
}
