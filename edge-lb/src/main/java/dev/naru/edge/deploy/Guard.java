package dev.naru.edge.deploy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Compares the new group with the old one in the same time, block by block, over all steps of a deployment. A block is at least a second, and ends when both groups had
 * requests in it; a rule that knows nothing of how the requests ended, so the {@link Evidence} stays valid.
 *
 * <p>Errors are compared as they are. Latencies by exceedances: how many of the old group's answers took longer than its p95 (or p99) of earlier blocks, and how many
 * of the new group's took longer than the tolerated multiple of that. If the new group is no slower than the factor, it exceeds no more often, whatever the
 * distribution is; so the same test serves, and holds for small samples.
 *
 * <p>In the step that gives everything to the new group nothing is left to compare with in the same time. Its rates are then held against the upper end of what the old
 * group's may have been, by its record; the same in a block of fifteen seconds in which the old group had no request.
 *
 * <p>The chance of a false alarm is shared out evenly over the comparisons. Not thread-safe.
 */
public final class Guard {
    /** From this evidence on a step does not end well yet: it needs more requests to be told. */
    static final double DOUBT = 3;

    /** So many blocks at least must speak for a roll back. */
    private static final double LEAST_BLOCKS = 3;

    private static final long LEAST_BLOCK_MS = 1000;

    /** After so long without a request of the old group, its record stands for it. */
    private static final long LONGEST_BLOCK_MS = 15_000;

    /** A value is known within 1/32. */
    private static final double CELL = 33.0 / 32;

    /** Answers of the old group that make a record to compare with. */
    private static final long LEAST_RECORD = 50;

    private final GuardSettings settings;
    private final double limit;
    private boolean alone;
    private final Map<Metric, Comparison> comparisons = new EnumMap<>(Metric.class);
    private long blockSinceMs;
    private Sample oldBlock = Sample.NONE;
    private Sample newBlock = Sample.NONE;

    /** The old group in all blocks of this deployment, and in this step. */
    private Sample oldRecord = Sample.NONE;

    private Sample oldInStep = Sample.NONE;
    private Sample newInStep = Sample.NONE;

    /** What one metric has shown in this step. */
    private static final class Comparison {
        final Evidence evidence;
        long oldTotal;
        long oldCount;
        long newTotal;
        long newCount;

        Comparison(Evidence evidence) {
            this.evidence = evidence;
        }

        void beginStep(int steps) {
            oldTotal = 0;
            oldCount = 0;
            newTotal = 0;
            newCount = 0;
            evidence.beginStep(steps);
        }
    }

    /** The guard of one deployment; {@link #beginStep} comes before the first observation. */
    public Guard(GuardSettings settings) {
        this.settings = settings;
        this.limit = Metric.values().length / settings.falseAlarms();
        double cap = Math.pow(limit, 1 / LEAST_BLOCKS);
        for (Metric metric : Metric.values()) {
            comparisons.put(
                    metric,
                    new Comparison(
                            switch (metric) {
                                case ERRORS_5XX -> new Evidence(settings.errorTolerance(), cap, 0.001);
                                case CONNECT -> new Evidence(settings.errorTolerance(), cap, 0.0001);
                                case P95 -> new Evidence(0, cap, 0.05);
                                case P99 -> new Evidence(0, cap, 0.01);
                            }));
        }
    }

    /**
     * A step begins, for the first time or again. The numbers begin anew; the evidence and what is known of the old group stay.
     *
     * @param steps of the deployment
     * @param newAlone whether the new group gets everything in this step: then the old one's record is compared with
     * @param nowMs of any clock that does not jump
     */
    public void beginStep(int steps, boolean newAlone, long nowMs) {
        if (!alone) {
            oldRecord = oldRecord.and(oldBlock);
        }
        alone = newAlone;
        blockSinceMs = nowMs;
        oldBlock = Sample.NONE;
        newBlock = Sample.NONE;
        oldInStep = Sample.NONE;
        newInStep = Sample.NONE;
        comparisons.values().forEach(comparison -> comparison.beginStep(steps));
    }

    /** Takes what both groups did since the last call. */
    public void observe(Sample oldGroup, Sample newGroup, long nowMs) {
        oldBlock = oldBlock.and(oldGroup);
        newBlock = newBlock.and(newGroup);
        oldInStep = oldInStep.and(oldGroup);
        newInStep = newInStep.and(newGroup);
        if (nowMs - blockSinceMs < LEAST_BLOCK_MS || newBlock.ended() == 0) {
            return;
        }
        if (alone) {
            compareWithRecord();
        } else if (oldBlock.ended() > 0) {
            compare();
            oldRecord = oldRecord.and(oldBlock);
        } else if (nowMs - blockSinceMs < LONGEST_BLOCK_MS) {
            return; // the old group may still have something to say
        } else {
            compareWithRecord();
        }
        oldBlock = Sample.NONE;
        newBlock = Sample.NONE;
        blockSinceMs = nowMs;
    }

    private void compare() {
        take(Metric.ERRORS_5XX, oldBlock.answers(), oldBlock.errors5xx(), newBlock.answers(), newBlock.errors5xx());
        take(Metric.CONNECT, oldBlock.ended(), oldBlock.connectErrors(), newBlock.ended(), newBlock.connectErrors());
        for (Metric metric : List.of(Metric.P95, Metric.P99)) {
            if (knowsQuantile(metric)) {
                long bound = quantile(metric);
                take(
                        metric,
                        oldBlock.latencies().count(),
                        oldBlock.slowerThan(bound),
                        newBlock.latencies().count(),
                        newBlock.slowerThan(tolerated(bound)));
            }
        }
    }

    private void take(Metric metric, long oldTotal, long oldCount, long newTotal, long newCount) {
        Comparison comparison = comparison(metric);
        comparison.evidence.block(oldTotal, oldCount, newTotal, newCount);
        comparison.oldTotal += oldTotal;
        comparison.oldCount += oldCount;
        comparison.newTotal += newTotal;
        comparison.newCount += newCount;
    }

    /** The new group has everything: what is known of the old one is its record, so its rates are taken at the upper end of what they may have been. */
    private void compareWithRecord() {
        if (oldRecord.answers() < LEAST_RECORD) {
            return;
        }
        takeAlone(
                Metric.ERRORS_5XX,
                oldRecord.answers(),
                oldRecord.errors5xx(),
                newBlock.answers(),
                newBlock.errors5xx());
        takeAlone(
                Metric.CONNECT,
                oldRecord.ended(),
                oldRecord.connectErrors(),
                newBlock.ended(),
                newBlock.connectErrors());
        for (Metric metric : List.of(Metric.P95, Metric.P99)) {
            if (knowsQuantile(metric)) {
                long bound = quantile(metric);
                takeAlone(
                        metric,
                        oldRecord.latencies().count(),
                        oldRecord.slowerThan(bound),
                        newBlock.latencies().count(),
                        newBlock.slowerThan(tolerated(bound)));
            }
        }
    }

    private void takeAlone(Metric metric, long recordTotal, long recordCount, long newTotal, long newCount) {
        Comparison comparison = comparison(metric);
        comparison.evidence.blockAgainst(upperBound(recordTotal, recordCount), newTotal, newCount);
        comparison.newTotal += newTotal;
        comparison.newCount += newCount;
    }

    /** Where the rate of so many failures lies below with all but one chance in a thousand (Wilson's score, z = 3.09), and a half more: another hour is another load. */
    static double upperBound(long total, long count) {
        double z = 3.09;
        double p = (double) count / total;
        double half = z * Math.sqrt(p * (1 - p) / total + z * z / (4.0 * total * total));
        return 1.5 * (p + z * z / (2.0 * total) + half) / (1 + z * z / total);
    }

    private boolean knowsQuantile(Metric metric) {
        return oldRecord.answers() >= (metric == Metric.P95 ? LEAST_RECORD : 4 * LEAST_RECORD);
    }

    /** In microseconds; the end of a cell, so that the count above it is exact. */
    private long quantile(Metric metric) {
        return Math.round(oldRecord.latencies().quantileMs(metric == Metric.P95 ? 0.95 : 0.99) * 1000);
    }

    /** What the new group may take where the old one takes so long, and one cell more: answers in the cell that holds it count as slower. */
    private long tolerated(long micros) {
        double most = Math.max(micros * settings.latencyFactor(), micros + settings.latencySlackMs() * 1000.0);
        return (long) (most * CELL);
    }

    private Comparison comparison(Metric metric) {
        return Objects.requireNonNull(comparisons.get(metric));
    }

    // ---- what it found

    /** The worst first. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        comparisons.forEach((metric, c) -> {
            boolean latency = metric == Metric.P95 || metric == Metric.P99;
            double q = metric == Metric.P95 ? 0.95 : 0.99;
            Sample old = oldInStep.answers() > 0 ? oldInStep : oldRecord;
            findings.add(new Finding(
                    metric,
                    c.oldTotal,
                    c.oldCount,
                    c.newTotal,
                    c.newCount,
                    latency ? old.latencies().quantileMs(q) : share(c.oldCount, c.oldTotal),
                    latency ? newInStep.latencies().quantileMs(q) : share(c.newCount, c.newTotal),
                    c.evidence.value(),
                    limit));
        });
        findings.sort((one, other) -> Double.compare(other.evidence(), one.evidence()));
        return findings;
    }

    private static double share(long count, long total) {
        return total == 0 ? 0 : (double) count / total;
    }

    /** What the old group did in this step. */
    public Sample oldGroup() {
        return oldInStep;
    }

    /** What the new group did in this step. */
    public Sample newGroup() {
        return newInStep;
    }

    /** The evidence of each metric, to survive a restart. */
    Map<Metric, double[]> kept() {
        Map<Metric, double[]> kept = new EnumMap<>(Metric.class);
        comparisons.forEach((metric, comparison) -> kept.put(metric, comparison.evidence.kept()));
        return kept;
    }

    void restore(Map<Metric, double[]> kept) {
        kept.forEach((metric, values) -> comparison(metric).evidence.restore(values));
    }
}
