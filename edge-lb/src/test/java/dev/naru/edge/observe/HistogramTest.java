package dev.naru.edge.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Beside HdrHistogram itself, whose cells these are. */
class HistogramTest {
    private static final double[] SHARES = {0, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999, 1};

    @Property
    void aCellHoldsItsValueWithinAThirtySecondPart(
            @ForAll @LongRange(min = 0, max = Histogram.MAX_MICROS) long micros) {
        int cell = Histogram.cell(micros);
        long highest = Histogram.highestMicros(cell);
        assertTrue(highest >= micros, micros + " is in the cell that ends at " + highest);
        assertTrue(highest - micros <= micros / 32, micros + " is told as " + highest);
        assertTrue(cell == 0 || Histogram.highestMicros(cell - 1) < micros, micros + " belongs into the cell before");
    }

    @Test
    void theLastCellEndsAtTheLongestDuration() {
        assertEquals(Histogram.MAX_MICROS, Histogram.highestMicros(Histogram.CELLS - 1));
    }

    /** Long-tailed durations, from microseconds to minutes, over two loops. */
    @Property(tries = 20)
    void quantilesAreThoseOfHdrHistogram(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Histogram one = new Histogram();
        Histogram other = new Histogram();
        org.HdrHistogram.Histogram oracle = new org.HdrHistogram.Histogram(Histogram.MAX_MICROS, 4);
        for (int i = 0; i < 5_000; i++) {
            long micros = (long) Math.exp(random.nextDouble() * 18);
            (random.nextBoolean() ? one : other).record(micros * 1_000);
            oracle.recordValue(micros);
        }
        Distribution all = Distribution.of(List.of(one, other));
        assertEquals(oracle.getTotalCount(), all.count());
        for (double share : SHARES) {
            double expected = oracle.getValueAtPercentile(share * 100) / 1e3;
            assertEquals(expected, all.quantileMs(share), expected / 32 + 0.001, share + " with seed " + seed);
        }
    }

    @Test
    void twoReadingsAreTheWindowBetweenThem() {
        Histogram histogram = new Histogram();
        for (int i = 0; i < 99; i++) {
            histogram.record(1_000_000);
        }
        Distribution before = Distribution.of(List.of(histogram));
        histogram.record(100_000_000);
        histogram.record(200_000_000);
        Distribution window = Distribution.of(List.of(histogram)).since(before);
        assertEquals(2, window.count());
        assertEquals(0.3, window.sumSeconds(), 1e-9);
        assertEquals(100, window.quantileMs(0.5), 100 / 32.0);
        assertEquals(200, window.quantileMs(1), 200 / 32.0);
        assertEquals(0, before.since(before).quantileMs(0.99), "nothing in it");
    }

    @Test
    void whatIsLongerThanTheLongestIsKeptInTheSum() {
        Histogram histogram = new Histogram();
        histogram.record(3_600_000_000_000L);
        histogram.record(-1);
        Distribution all = Distribution.of(List.of(histogram));
        assertEquals(2, all.count());
        assertEquals(3_600, all.sumSeconds(), 1e-9);
        assertEquals(1, all.countUpTo(60_000_000));
        assertEquals(Histogram.MAX_MICROS / 1e3, all.quantileMs(1));
    }
}
