package dev.naru.edge.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Durations as one event loop sees them: one writer, any readers. The cells are those of HdrHistogram (Tene): each power of two of microseconds in
 * 32 equal parts, so a value is known within 1/32 of itself, from 1 µs to {@link #MAX_MICROS}; what is longer counts as that, but whole
 * in the sum. Recording is two plain reads and two opaque writes: no lock, no fence, nothing allocated after the first.
 *
 * <p>The library itself is left out on the loop: its recorder for one writer takes two atomic operations for each value and keeps three copies of the cells,
 * where readers here only add up what lies there.
 */
public final class Histogram {
    /** The longest duration told apart: 134 s. */
    static final long MAX_MICROS = (1L << 27) - 1;

    private static final int PART_BITS = 5;

    static final int CELLS = cell(MAX_MICROS) + 1;
    private static final int SUM = CELLS;

    private static final VarHandle COUNTERS;

    static {
        try {
            COUNTERS = MethodHandles.lookup().findVarHandle(Histogram.class, "counters", Counters.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Made with the first value: most routes never connect, and a cell costs eight octets. */
    private @Nullable Counters counters;

    /** Adds one duration; negative ones count as 0. */
    public void record(long nanos) {
        long micros = Math.max(0, nanos) / 1_000;
        Counters own = counters;
        if (own == null) {
            own = new Counters(CELLS + 1);
            COUNTERS.setRelease(this, own);
        }
        own.add(cell(Math.min(micros, MAX_MICROS)), 1);
        own.add(SUM, micros);
    }

    /** What was recorded until now, added to cells that may be those of several histograms. */
    void addTo(long[] cells) {
        Counters own = (Counters) COUNTERS.getAcquire(this);
        if (own != null) {
            for (int i = 0; i <= SUM; i++) {
                cells[i] += own.get(i);
            }
        }
    }

    static int cell(long micros) {
        int shift = Math.max(0, 63 - PART_BITS - Long.numberOfLeadingZeros(micros | 1));
        return (shift << PART_BITS) + (int) (micros >>> shift);
    }

    /** The longest duration that counts in a cell. */
    static long highestMicros(int cell) {
        int shift = Math.max(0, (cell >>> PART_BITS) - 1);
        long part = cell - ((long) shift << PART_BITS);
        return ((part + 1) << shift) - 1;
    }
}
