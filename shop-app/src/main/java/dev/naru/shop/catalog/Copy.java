package dev.naru.shop.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * All products as read at one time.
 *
 * @param current false if origin-api did not confirm it the last time it was asked
 * @param askedAtNs {@link System#nanoTime} of that time
 */
record Copy(SequencedMap<String, Product> bySku, @Nullable String etag, boolean current, long askedAtNs) {
    private static final int MAX_PRODUCTS = 1000;

    static Copy of(List<Product> products, @Nullable String etag, boolean current) {
        SequencedMap<String, Product> bySku = new LinkedHashMap<>();
        products.stream().filter(Product::isSound).limit(MAX_PRODUCTS).forEach(one -> bySku.put(one.sku(), one));
        return new Copy(bySku, etag, current, System.nanoTime());
    }

    Copy asked(boolean confirmed) {
        return new Copy(bySku, etag, confirmed, System.nanoTime());
    }
}
