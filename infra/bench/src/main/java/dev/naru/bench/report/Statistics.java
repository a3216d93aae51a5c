package dev.naru.bench.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.OptionalDouble;

/**
 * A few numbers about a few numbers.
 *
 * @param count of values, at least 1
 * @param median middle value, or the mean of the middle two
 * @param min smallest value
 * @param max largest value
 */
public record Statistics(int count, double median, double min, double max) {

    /** Throws IllegalArgumentException when there are no values. */
    public static Statistics of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("statistics of nothing");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Statistics(sorted.length, median, sorted[0], sorted[sorted.length - 1]);
    }

    /** Largest distance of a value from the median, as a share of it. */
    public double spread() {
        return median == 0 ? 0 : Math.max(max - median, median - min) / Math.abs(median);
    }

    /** The mean of the last {@code count} values against that of the {@code count} before; empty when too few. */
    public static OptionalDouble drift(long[] values, int count) {
        if (values.length < 2 * count) {
            return OptionalDouble.empty();
        }
        double late = Arrays.stream(values, values.length - count, values.length)
                .average()
                .orElse(0);
        double early = Arrays.stream(values, values.length - 2 * count, values.length - count)
                .average()
                .orElse(0);
        return early == 0 ? OptionalDouble.empty() : OptionalDouble.of(late / early);
    }
}
