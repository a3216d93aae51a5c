package dev.naru.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ComparisonTest {

    @Test
    void ratiosAreTakenWithinRoundsToTheBetterPeer() {
        // The machine was twice as slow in round 2; within each round edge takes 0.9 of nginx.
        Results results = Samples.results(
                Samples.cpu("edge", 1, 18),
                Samples.cpu("nginx", 1, 20),
                Samples.cpu("haproxy", 1, 30),
                Samples.cpu("edge", 2, 36),
                Samples.cpu("nginx", 2, 40),
                Samples.cpu("haproxy", 2, 60));

        Comparison cpu = results.comparison("small-64", Metric.CPU_US).orElseThrow();

        assertEquals("nginx", cpu.bestPeer());
        assertEquals(0.9, cpu.ratios().get("edge").median(), 1e-9);
        assertEquals(1.5, cpu.ratios().get("haproxy").max(), 1e-9);
        assertEquals(27, cpu.byProxy().get("edge").median());
    }

    @Test
    void moreRequestsAreBetter() {
        Results results = Samples.results(Samples.cpu("nginx", 1, 20), Samples.cpu("haproxy", 1, 10));

        assertEquals(
                "haproxy",
                results.comparison("small-64", Metric.REQUESTS_PER_S)
                        .orElseThrow()
                        .bestPeer());
    }

    @Test
    void aVoidSampleCountsNowhere() {
        Results results = Samples.results(
                Samples.cpu("edge", 1, 1, "3 failed requests"),
                Samples.cpu("edge", 2, 18),
                Samples.cpu("nginx", 1, 20));

        Comparison cpu = results.comparison("small-64", Metric.CPU_US).orElseThrow();

        assertEquals(18, cpu.byProxy().get("edge").median());
        assertFalse(cpu.ratios().containsKey("edge"), "round 2 has no peer, round 1 is void");
        assertEquals(1, results.voided().size());
    }

    @Test
    void aMetricThatNobodyHasGivesNothing() {
        assertTrue(Samples.results(Samples.cpu("edge", 1, 18))
                .comparison("small-64", Metric.P99_US)
                .isEmpty());
    }
}
