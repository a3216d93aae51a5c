package dev.naru.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void theMedianIsTheMiddle() {
        assertEquals(new Statistics(3, 2, 1, 30), Statistics.of(List.of(30.0, 1.0, 2.0)));
        assertEquals(2.5, Statistics.of(List.of(4.0, 1.0, 2.0, 3.0)).median());
    }

    @Test
    void nothingHasNoMedian() {
        assertThrows(IllegalArgumentException.class, () -> Statistics.of(List.of()));
    }

    @Test
    void theSpreadIsTheFurthestValue() {
        assertEquals(0.5, Statistics.of(List.of(10.0, 8.0, 15.0)).spread());
    }

    @Test
    void driftComparesTheLastSecondsWithThoseBefore() {
        assertEquals(
                1.5, Statistics.drift(new long[] {1, 100, 100, 150, 150}, 2).orElseThrow());
        assertTrue(Statistics.drift(new long[] {100, 150, 150}, 2).isEmpty());
    }
}
