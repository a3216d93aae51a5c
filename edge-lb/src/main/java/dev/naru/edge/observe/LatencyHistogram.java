package dev.naru.edge.observe;

/** Durations in fixed buckets from 0.5 ms to 60 s, as Prometheus wants them. One writer, any readers. */
public final class LatencyHistogram {
    private static final long[] BOUNDS_MICROS = {
        500,
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        30_000_000,
        60_000_000
    };

    private static final int SUM = BOUNDS_MICROS.length + 1;

    private final Counters cells = new Counters(BOUNDS_MICROS.length + 2);

    /** Adds one duration. */
    public void record(long nanos) {
        long micros = nanos / 1_000;
        int bucket = 0;
        while (bucket < BOUNDS_MICROS.length && micros > BOUNDS_MICROS[bucket]) {
            bucket++;
        }
        cells.add(bucket, 1);
        cells.add(SUM, micros);
    }

    static int buckets() {
        return BOUNDS_MICROS.length + 1;
    }

    /** The upper bound of a bucket in seconds, or infinity. */
    static double boundSeconds(int bucket) {
        return bucket < BOUNDS_MICROS.length ? BOUNDS_MICROS[bucket] / 1e6 : Double.POSITIVE_INFINITY;
    }

    long count(int bucket) {
        return cells.get(bucket);
    }

    double sumSeconds() {
        return cells.get(SUM) / 1e6;
    }
}
