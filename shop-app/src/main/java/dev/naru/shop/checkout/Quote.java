package dev.naru.shop.checkout;

import dev.naru.shop.catalog.Product;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a cart costs now. Amounts are in won. */
public record Quote(List<Line> lines) {

    /** Why a line cannot be ordered. */
    public enum Trouble {
        NONE,
        NO_LONGER_SOLD,
        SOLD_OUT,
        TOO_FEW_LEFT
    }

    /** @param product null if it is no longer sold */
    public record Line(String sku, @Nullable Product product, int quantity) {

        public long unitPrice() {
            return product == null ? 0 : product.price();
        }

        public long total() {
            return quantity * unitPrice();
        }

        public Trouble trouble() {
            if (product == null) {
                return Trouble.NO_LONGER_SOLD;
            }
            if (product.isSoldOut()) {
                return Trouble.SOLD_OUT;
            }
            return product.available() < quantity ? Trouble.TOO_FEW_LEFT : Trouble.NONE;
        }

        public boolean isOrderable() {
            return trouble() == Trouble.NONE;
        }
    }

    public Quote {
        lines = List.copyOf(lines);
    }

    public boolean isEmpty() {
        return lines.isEmpty();
    }

    public long total() {
        return lines.stream().mapToLong(Line::total).sum();
    }

    public boolean isOrderable() {
        return !lines.isEmpty() && lines.stream().allMatch(Line::isOrderable);
    }

    /** The same lines where origin-api has just told better. */
    Quote corrected(List<TrueLine> truth) {
        return new Quote(lines.stream().map(line -> corrected(line, truth)).toList());
    }

    private static Line corrected(Line line, List<TrueLine> truth) {
        Product product = line.product();
        TrueLine told = truth.stream()
                .filter(one -> Objects.equals(one.sku(), line.sku()))
                .findFirst()
                .orElse(null);
        if (product == null || told == null) {
            return line;
        }
        return new Line(
                line.sku(),
                product.with(
                        told.unitPrice() == null ? product.price() : told.unitPrice(),
                        told.available() == null ? product.available() : told.available()),
                line.quantity());
    }
}
