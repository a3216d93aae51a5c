package dev.naru.shop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the stand-in for origin-api sells: a few goods, and enough postcards to fill a cart. */
final class FakeShelf {
    private static final int POSTCARDS = 55;

    private FakeShelf() {}

    static List<Map<String, Object>> products(long teaPrice) {
        List<Map<String, Object>> products = new ArrayList<>();
        products.add(product("TEA-UJEON", "하동 우전 녹차 50g", "Hadong first-flush green tea 50 g", teaPrice, 40, "🍵"));
        products.add(product("TEA-PLUM", "매실 나루차", "Plum landing tea", 12000, 7, "🌸"));
        products.add(product("POT-CLAY", "옹기 다관", "Clay teapot", 54000, 5, "🫖"));
        products.add(product("LAMP-RIVER", "강변 등불", "River lantern", 21000, 0, "🏮"));
        for (int i = 0; i < POSTCARDS; i++) {
            products.add(product("X-" + i, "엽서 " + i, "Postcard " + i, 1000, 1000, "✉️"));
        }
        return products;
    }

    private static Map<String, Object> product(
            String sku, String nameKo, String nameEn, long price, int available, String emoji) {
        return Map.of(
                "sku", sku,
                "nameKo", nameKo,
                "nameEn", nameEn,
                "descriptionKo", nameKo + "입니다.",
                "descriptionEn", nameEn + ".",
                "price", price,
                "currency", "KRW",
                "available", available,
                "emoji", emoji);
    }
}
