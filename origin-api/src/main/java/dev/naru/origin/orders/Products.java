package dev.naru.origin.orders;

import dev.naru.origin.platform.Row;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The products table, read only: prices come from here, never from a request. */
@Singleton
class Products {

    private static final int MAX_PRODUCTS = 500;
    private static final String SELECT =
            "SELECT p.*, s.on_hand - s.reserved AS available FROM products p JOIN stock s USING (sku)";

    List<Product> all(Tx tx) {
        return tx.list(SELECT + " ORDER BY p.position, p.sku LIMIT " + MAX_PRODUCTS, Products::product);
    }

    Optional<Product> find(Tx tx, String sku) {
        return tx.one(SELECT + " WHERE p.sku = ?", Products::product, sku);
    }

    private static Product product(Row row) {
        return new Product(
                row.string("sku"),
                row.string("name_ko"),
                row.string("name_en"),
                row.string("description_ko"),
                row.string("description_en"),
                row.longValue("price"),
                row.string("currency"),
                row.intValue("available"),
                row.string("emoji"));
    }
}
