package dev.naru.edge.observe;

import java.util.Arrays;
import java.util.Collection;

/**
 * How long things took, added up over loops at one moment: immutable. It only ever grows with time, so an earlier one subtracts to the window between both.
 * Within 1/32 of each value, see {@link Histogram}.
 */
public final class Distribution {
    /** Nothing took any time. */
    public static final Distribution EMPTY = new Distribution(new long[Histogram.CELLS + 1]);

    private final long[] cells;
    private final long count;

    private Distribution(long[] cells) {
        this.cells = cells;
        long all = 0;
        for (int i = 0; i < Histogram.CELLS; i++) {
            all += cells[i];
        }
        this.count = all;
    }

    /** What these have recorded until now; for any thread but a loop's. */
    public static Distribution of(Collection<Histogram> histograms) {
        long[] cells = new long[Histogram.CELLS + 1];
        histograms.forEach(histogram -> histogram.addTo(cells));
        return new Distribution(cells);
    }

    /** What came since {@code earlier}, a reading of the same histograms; counters that were reset in between read as 0 and never negative. */
    public Distribution since(Distribution earlier) {
        long[] difference = new long[cells.length];
        Arrays.setAll(difference, i -> Math.max(0, cells[i] - earlier.cells[i]));
        return new Distribution(difference);
    }

    /** Both together. */
    public Distribution plus(Distribution other) {
        long[] sum = new long[cells.length];
        Arrays.setAll(sum, i -> cells[i] + other.cells[i]);
        return new Distribution(sum);
    }

    public long count() {
        return count;
    }

    /** Index and content, in turn, of each cell that holds something: for another process, see {@link #ofSparse}. */
    public long[] sparse() {
        int size = 0;
        for (long cell : cells) {
            size += cell == 0 ? 0 : 2;
        }
        long[] pairs = new long[size];
        int at = 0;
        for (int i = 0; i < cells.length; i++) {
            if (cells[i] != 0) {
                pairs[at++] = i;
                pairs[at++] = cells[i];
            }
        }
        return pairs;
    }

    /**
     * What {@link #sparse} has told.
     *
     * @throws IllegalArgumentException when it cannot be that
     */
    public static Distribution ofSparse(long[] pairs) {
        long[] cells = new long[Histogram.CELLS + 1];
        if (pairs.length % 2 != 0) {
            throw new IllegalArgumentException("expected pairs, found " + pairs.length + " numbers");
        }
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i] < 0 || pairs[i] >= cells.length || pairs[i + 1] < 0) {
                throw new IllegalArgumentException("no cell " + pairs[i] + " can hold " + pairs[i + 1]);
            }
            cells[(int) pairs[i]] = pairs[i + 1];
        }
        return new Distribution(cells);
    }

    /** Of all durations together. */
    public double sumSeconds() {
        return cells[Histogram.CELLS] / 1e6;
    }

    /** How many took no longer than this; exact where a cell ends there, else without those of the cell that holds it. */
    public long countUpTo(long micros) {
        long sum = 0;
        for (int i = 0; i < Histogram.CELLS && Histogram.highestMicros(i) <= micros; i++) {
            sum += cells[i];
        }
        return sum;
    }

    /**
     * The duration that a share of all stayed within, in milliseconds: the end of the cell that holds it.
     *
     * @param share from 0 to 1
     * @return 0 when there are none
     */
    public double quantileMs(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share is from 0 to 1, not " + share);
        }
        long rank = Math.max(1, (long) Math.ceil(share * count));
        long seen = 0;
        for (int i = 0; i < Histogram.CELLS; i++) {
            seen += cells[i];
            if (seen >= rank) {
                return Histogram.highestMicros(i) / 1e3;
            }
        }
        return 0;
    }

    @Override
    public String toString() {
        return count + " durations, p50 " + quantileMs(0.5) + " ms, p99 " + quantileMs(0.99) + " ms";
    }
}
