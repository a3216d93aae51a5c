package dev.naru.edge.deploy;

import java.util.Arrays;

/**
 * How many answers took how long, in buckets. Immutable by convention: nobody writes to the arrays.
 *
 * @param bounds the longest duration of each bucket in nanoseconds, rising; the last may be {@link Long#MAX_VALUE}
 * @param counts answers in each bucket
 */
public record Latencies(long[] bounds, long[] counts) {
    /** No answers. */
    public static final Latencies NONE = new Latencies(new long[] {Long.MAX_VALUE}, new long[1]);

    public Latencies {
        if (bounds.length != counts.length) {
            throw new IllegalArgumentException(bounds.length + " bounds, " + counts.length + " counts");
        }
    }

    /** Answers in all. */
    public long total() {
        return Arrays.stream(counts).sum();
    }

    /** What came since an earlier look at the same counters. Other buckets, or counts that fell (another process), count as a new beginning. */
    Latencies since(Latencies earlier) {
        if (!Arrays.equals(bounds, earlier.bounds)) {
            return this;
        }
        long[] difference = new long[counts.length];
        for (int i = 0; i < counts.length; i++) {
            difference[i] = Math.max(0, counts[i] - earlier.counts[i]);
        }
        return new Latencies(bounds, difference);
    }

    /** Both together. */
    Latencies and(Latencies other) {
        if (other.total() == 0) {
            return this;
        }
        if (total() == 0) {
            return other;
        }
        if (!Arrays.equals(bounds, other.bounds)) {
            throw new IllegalArgumentException("other buckets");
        }
        long[] sum = new long[counts.length];
        Arrays.setAll(sum, i -> counts[i] + other.counts[i]);
        return new Latencies(bounds, sum);
    }

    /** The bound of the bucket in which a quantile lies, nanoseconds; 0 without answers. */
    public long quantile(double q) {
        long total = total();
        long rank = Math.max(1, (long) Math.ceil(q * total));
        long seen = 0;
        for (int i = 0; i < counts.length && total > 0; i++) {
            seen += counts[i];
            if (seen >= rank) {
                // The last bucket has no upper end; what is known is where it begins.
                return bounds[i] == Long.MAX_VALUE && i > 0 ? bounds[i - 1] : bounds[i];
            }
        }
        return 0;
    }

    /** The bound of the bucket that holds this duration: comparisons with it are exact. */
    long boundOf(long nanos) {
        int i = Arrays.binarySearch(bounds, nanos);
        return bounds[Math.min(bounds.length - 1, i >= 0 ? i : -i - 1)];
    }

    /** Answers that took longer than a bound. */
    long above(long bound) {
        long sum = 0;
        for (int i = 0; i < counts.length; i++) {
            sum += bounds[i] > bound ? counts[i] : 0;
        }
        return sum;
    }
}
