package dev.naru.shop.catalog;

import dev.naru.shop.platform.Language;
import java.util.regex.Pattern;

/**
 * Something for sale.
 *
 * @param price in won, tax included
 * @param available how many can be ordered now; a hint, origin-api decides
 * @param emoji its picture
 */
public record Product(
        String sku,
        String nameKo,
        String nameEn,
        String descriptionKo,
        String descriptionEn,
        long price,
        String currency,
        int available,
        String emoji) {
    private static final Pattern SKU = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");

    /** Whether a text from outside can be a SKU at all. */
    public static boolean isSku(String text) {
        return SKU.matcher(text).matches();
    }

    boolean isSound() {
        return isSku(sku) && price >= 0 && !nameKo.isBlank() && !nameEn.isBlank();
    }

    public String name(Language language) {
        return language == Language.KO ? nameKo : nameEn;
    }

    public String description(Language language) {
        return language == Language.KO ? descriptionKo : descriptionEn;
    }

    /** The same with the price and stock that origin-api has just told. */
    public Product with(long truePrice, int trueAvailable) {
        return new Product(
                sku, nameKo, nameEn, descriptionKo, descriptionEn, truePrice, currency, trueAvailable, emoji);
    }

    public boolean isSoldOut() {
        return available <= 0;
    }
}
