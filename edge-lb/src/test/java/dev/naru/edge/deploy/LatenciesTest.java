package dev.naru.edge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LatenciesTest {
    private static final long[] BOUNDS = {10, 20, 40, Long.MAX_VALUE};

    private static Latencies of(long... counts) {
        return new Latencies(BOUNDS, counts);
    }

    @Test
    void quantilesAreBoundsOfBuckets() {
        Latencies latencies = of(50, 45, 4, 1);
        assertEquals(10, latencies.quantile(0.5));
        assertEquals(20, latencies.quantile(0.95));
        assertEquals(40, latencies.quantile(0.99));
        assertEquals(40, latencies.quantile(1), "the last bucket has no end");
        assertEquals(0, of(0, 0, 0, 0).quantile(0.5));
    }

    @Test
    void countsAboveABoundAreExact() {
        assertEquals(5, of(50, 45, 4, 1).above(20));
        assertEquals(1, of(50, 45, 4, 1).above(of(0, 0, 0, 0).boundOf(21)));
        assertEquals(5, of(50, 45, 4, 1).above(of(0, 0, 0, 0).boundOf(20)));
    }

    @Test
    void differencesAndSums() {
        assertEquals(7, of(5, 5, 1, 0).since(of(2, 2, 0, 0)).total());
        assertEquals(3, of(1, 0, 0, 0).and(of(2, 0, 0, 0)).total());
        assertEquals(2, Latencies.NONE.and(of(2, 0, 0, 0)).total());
        assertEquals(2, of(2, 0, 0, 0).since(Latencies.NONE).total());
    }
}
