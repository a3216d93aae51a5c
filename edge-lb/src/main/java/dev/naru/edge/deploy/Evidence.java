package dev.naru.edge.deploy;

import java.util.Arrays;

/**
 * A sequential test of two proportions that may be looked at after every block: does the new group fail more often than the old one, by more than a tolerance?
 *
 * <p>It is an <em>e-process</em> for the hypothesis "in no block is the new group's probability above the old group's plus the tolerance". While that is so, the
 * chance that {@link #value} <em>ever</em> reaches {@code 1/a} is at most {@code a} (Ville's inequality), however often one looks, however small the samples are, and
 * whatever the rate is that both groups share, also when it changes from block to block: what hits both groups at once is no evidence.
 *
 * <p>Each block multiplies it by {@code p(k; a, b) / p(k; x, x + tolerance)}: the likelihood under an alternative over that under the point of the hypothesis nearest
 * to it in relative entropy, as in R. Turner, A. Ly, P. Grünwald, "Safe Tests and Always-Valid Confidence Intervals for contingency tables and beyond"
 * (arXiv:2106.02693). The alternative's base rate {@code a} is what blocks before this one showed of the old group; over its lift {@code b - a} a mixture is taken
 * (the method of mixtures of Robbins and Wald), so small and large effects are both found. The proof for a tolerance is in docs/decisions/deployment-guard.md.
 *
 * <p>Half of the stake is kept for the steps of the deployment: each gets an equal part, half of it laid on at its beginning and the rest bit by bit. So a release which
 * turns bad after a good hour is found too, and what earlier steps have shown still counts. That is a mixture over the moments at which the trouble begins.
 *
 * <p>Requests of one block are not independent of each other: a collection pause makes twenty slow at once. So the factor of a block is cut, which
 * keeps the test valid and lets no single block decide.
 */
final class Evidence {
    /** By how much more than the tolerance the new group fails, in the alternatives. */
    private static final double[] LIFTS = {0.0025, 0.01, 0.03, 0.1, 0.3, 0.7};

    private static final double LEAST_RATE = 1e-5;
    private static final double MOST_RATE = 0.95;
    private static final double BELOW_ONE = 1 - 1e-6;

    /** Of the alternatives' shares that is spread evenly again in each block, so that none is ever lost: what is small may become true later. */
    private static final double SPREAD_AGAIN = 0.001;

    /** Of the stake that is kept for the steps. */
    private static final double FOR_STEPS = 0.5;

    /** Of a step's part, laid on in each block. */
    private static final double LAID_ON = 0.02;

    private final double tolerance;
    private final double logCap;
    private final double[] shares = new double[LIFTS.length];
    private double staked = 0.5;
    private double fund;
    private double unspent = FOR_STEPS;
    private double baseFailures;
    private double baseTotal;

    /**
     * @param tolerance the share, 0 to 1, by which the new group may fail more often
     * @param cap the most that one block can multiply the value by, above 1
     * @param expectedRate what is assumed of the old group at first, with the weight of 50 requests
     */
    Evidence(double tolerance, double cap, double expectedRate) {
        this.tolerance = tolerance;
        this.logCap = Math.log(cap);
        this.baseTotal = 50;
        this.baseFailures = 50 * expectedRate;
        Arrays.fill(shares, 1.0 / LIFTS.length);
    }

    /**
     * A step begins.
     *
     * @param steps among which what is kept of the stake is shared
     */
    void beginStep(int steps) {
        double part = Math.min(unspent, FOR_STEPS / steps);
        unspent -= part;
        staked += part / 2;
        fund += part / 2;
    }

    /** Takes a block of both groups' requests in the same time. A block without requests of one group says nothing. */
    void block(long oldTotal, long oldFailed, long newTotal, long newFailed) {
        if (oldTotal > 0 && newTotal > 0) {
            double a = clamp(baseFailures / baseTotal);
            multiply(lift -> {
                double b = Math.min(BELOW_ONE, a + tolerance + lift);
                if (b <= a + tolerance) {
                    return 0; // everything fails already: nothing can be worse
                }
                double x = nearest(a, b, oldTotal, newTotal);
                return logRatio(oldTotal, oldFailed, a, x) + logRatio(newTotal, newFailed, b, x + tolerance);
            });
        }
        baseFailures += oldFailed;
        baseTotal += oldTotal;
    }

    /**
     * Takes a block of the new group alone, once the old one has no requests any more. The hypothesis is then "not above {@code known} plus the tolerance".
     *
     * @param known an upper bound of the old group's rate
     */
    void blockAgainst(double known, long newTotal, long newFailed) {
        double x = clamp(known + tolerance);
        multiply(lift -> logRatio(newTotal, newFailed, Math.min(BELOW_ONE, x + lift), x));
    }

    private interface LogFactor {
        double of(double lift);
    }

    /** Each alternative by its own factor; their mixture by that of the block, cut. */
    private void multiply(LogFactor factor) {
        double[] logs = new double[LIFTS.length];
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logs.length; i++) {
            logs[i] = factor.of(LIFTS[i]);
            most = Math.max(most, logs[i]);
        }
        double sum = 0;
        for (int i = 0; i < logs.length; i++) {
            shares[i] *= Math.exp(logs[i] - most);
            sum += shares[i];
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] = (1 - SPREAD_AGAIN) * shares[i] / sum + SPREAD_AGAIN / shares.length;
        }
        double laidOn = fund * LAID_ON;
        fund -= laidOn;
        staked = Math.min(1e250, (staked + laidOn) * Math.exp(Math.min(logCap, most + Math.log(sum))));
    }

    /** {@code log} of the likelihood of so many failures at rate {@code p} over that at rate {@code q}. */
    private static double logRatio(long total, long failed, double p, double q) {
        return failed * Math.log(p / q) + (total - failed) * (Math.log1p(-p) - Math.log1p(-q));
    }

    /** The {@code x} for which {@code (x, x + tolerance)} is nearest to {@code (a, b)}, weighted by the sizes of the groups: where the derivative is 0, by bisection. */
    private double nearest(double a, double b, long oldTotal, long newTotal) {
        if (tolerance == 0) {
            return (oldTotal * a + newTotal * b) / (oldTotal + newTotal);
        }
        double low = a;
        double high = b - tolerance;
        for (int i = 0; i < 50; i++) {
            double x = (low + high) / 2;
            double y = x + tolerance;
            double slope = oldTotal * (x - a) / (x * (1 - x)) + newTotal * (y - b) / (y * (1 - y));
            if (slope < 0) {
                low = x;
            } else {
                high = x;
            }
        }
        return (low + high) / 2;
    }

    private static double clamp(double rate) {
        return Math.max(LEAST_RATE, Math.min(MOST_RATE, rate));
    }

    /** What a stake of 1 against the hypothesis has become: rarely large while it is true, and never quite nothing. */
    double value() {
        return staked + fund + unspent;
    }

    /** What is staked and what is kept back, to be {@linkplain #restore restored}. */
    double[] kept() {
        return new double[] {staked, fund, unspent};
    }

    /** Goes on from what was kept before a restart. What was learnt about the alternatives begins anew, which is as valid. */
    void restore(double[] kept) {
        staked = kept[0];
        fund = kept[1];
        unspent = kept[2];
    }
}
