package dev.naru.shop.cart;

import java.util.Collections;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Quantities by SKU, in the order of the SKUs.
 *
 * @param attempt the id of the checkout begun on exactly these contents, or null
 */
public record Cart(
        SequencedMap<String, Integer> quantities, @Nullable String attempt) {
    static final String ATTEMPT_FIELD = "#attempt";

    public Cart {
        quantities = Collections.unmodifiableSequencedMap(new TreeMap<>(quantities));
    }

    static Cart of(Map<String, String> fields) {
        TreeMap<String, Integer> quantities = new TreeMap<>();
        fields.forEach((field, value) -> {
            if (!field.equals(ATTEMPT_FIELD)) {
                quantities.put(field, Integer.parseInt(value));
            }
        });
        return new Cart(quantities, fields.get(ATTEMPT_FIELD));
    }

    public static Cart empty() {
        return of(Map.of());
    }

    public boolean isEmpty() {
        return quantities.isEmpty();
    }

    /** How many things lie in it, all kinds together. */
    public int count() {
        return quantities.values().stream().mapToInt(Integer::intValue).sum();
    }
}
