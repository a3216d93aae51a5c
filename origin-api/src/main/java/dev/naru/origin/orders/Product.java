package dev.naru.origin.orders;

/**
 * A product as the shop shows it.
 *
 * @param price in the currency's smallest unit; for KRW that is won
 * @param available pieces that could be ordered now
 */
record Product(
        String sku,
        String nameKo,
        String nameEn,
        String descriptionKo,
        String descriptionEn,
        long price,
        String currency,
        int available,
        String emoji) {}
