package dev.naru.edge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EvidenceTest {
    private static final double CAP = 1e9;

    private static double value(double tolerance, double rate, int oldN, int oldK, int newN, int newK) {
        Evidence evidence = new Evidence(tolerance, CAP, rate);
        evidence.block(oldN, oldK, newN, newK);
        return evidence.value();
    }

    private static double choose(int n, int k) {
        double c = 1;
        for (int i = 0; i < k; i++) {
            c = c * (n - i) / (i + 1);
        }
        return c;
    }

    private static double probability(int n, int k, double p) {
        return choose(n, k) * Math.pow(p, k) * Math.pow(1 - p, n - k);
    }

    /** The whole expectation, by all outcomes: what makes it valid at any sample size. */
    private static double expectation(double tolerance, double assumed, int oldN, int newN, double p, double q) {
        double sum = 0;
        for (int k = 0; k <= oldN; k++) {
            for (int j = 0; j <= newN; j++) {
                sum += probability(oldN, k, p) * probability(newN, j, q) * value(tolerance, assumed, oldN, k, newN, j);
            }
        }
        return sum;
    }

    @Test
    void itsExpectationIsAtMostOneForEveryReleaseThatIsNoWorseThanTolerated() {
        for (double tolerance : new double[] {0, 0.002, 0.05}) {
            for (double assumed : new double[] {0.001, 0.05, 0.5}) {
                for (double p = 0; p <= 0.95 - tolerance; p += 0.05) {
                    for (double q = 0; q <= p + tolerance + 1e-12; q += 0.025) {
                        for (int[] sizes : new int[][] {{1, 1}, {9, 1}, {2, 7}, {5, 5}}) {
                            double e = expectation(tolerance, assumed, sizes[0], sizes[1], p, q);
                            assertTrue(
                                    e <= 1 + 1e-9,
                                    "tolerance " + tolerance + ", assumed " + assumed + ", old " + p + ", new " + q
                                            + ", sizes " + sizes[0] + "/" + sizes[1] + ": " + e);
                        }
                    }
                }
            }
        }
    }

    @Test
    void itGrowsWhenTheNewGroupIsWorse() {
        assertTrue(expectation(0.002, 0.001, 9, 3, 0.001, 0.2) > 1.5);
        assertTrue(value(0.002, 0.001, 900, 1, 100, 5) > 100);
        assertTrue(value(0.002, 0.001, 900, 1, 100, 0) < 1);
    }

    @Test
    void whatHitsBothGroupsIsNoEvidence() {
        Evidence evidence = new Evidence(0.002, CAP, 0.001);
        for (int i = 0; i < 100; i++) {
            evidence.block(90, 27, 10, 3);
        }
        assertTrue(evidence.value() < 1, () -> Double.toString(evidence.value()));
    }

    @Test
    void oneBlockMultipliesByTheCapAtMost() {
        Evidence evidence = new Evidence(0.002, 10, 0.001);
        evidence.block(900, 0, 100, 100);
        assertTrue(evidence.value() <= 10);
        evidence.block(900, 0, 100, 100);
        assertTrue(evidence.value() <= 100);
    }

    @Test
    void troubleAfterALongGoodTimeIsStillSeen() {
        Evidence evidence = new Evidence(0.002, 12, 0.001);
        evidence.beginStep(5);
        for (int i = 0; i < 600; i++) {
            evidence.block(50, 0, 50, 0);
        }
        evidence.beginStep(5);
        int blocks = 0;
        while (evidence.value() < 1000 && blocks < 100) {
            evidence.block(50, 0, 50, 3);
            blocks++;
        }
        assertTrue(blocks <= 20, blocks + " blocks of 3 failures in 50");
    }

    @Test
    void aBlockOfOneGroupAloneSaysNothing() {
        Evidence evidence = new Evidence(0.002, CAP, 0.001);
        evidence.block(0, 0, 50, 50);
        assertEquals(1, evidence.value(), 1e-12);
    }

    @Test
    void aRecordStandsForTheOldGroup() {
        Evidence evidence = new Evidence(0.002, 12, 0.001);
        double known = Guard.upperBound(10_000, 10);
        assertTrue(known > 0.001 && known < 0.005, () -> Double.toString(known));
        for (int i = 0; i < 60; i++) {
            evidence.blockAgainst(known, 100, i % 4 == 0 ? 1 : 0);
        }
        assertTrue(evidence.value() < 3, () -> Double.toString(evidence.value()));
        for (int i = 0; i < 10; i++) {
            evidence.blockAgainst(known, 100, 5);
        }
        assertTrue(evidence.value() > 2000, () -> Double.toString(evidence.value()));
    }
}
