package dev.naru.edge.deploy;

/**
 * When the guard takes the new group for worse.
 *
 * @param falseAlarms the chance, 0 to 1, that a deployment of a release which is no worse is rolled back, over all steps and comparisons
 * @param errorTolerance the share, 0 to 1, by which more requests may fail
 * @param latencyFactor how many times the old group's p95 and p99 the new group's may be, at least 1
 * @param latencySlackMs by how much longer, in milliseconds, they may be in any case: a factor of nearly nothing means nothing
 */
public record GuardSettings(double falseAlarms, double errorTolerance, double latencyFactor, long latencySlackMs) {
    public static final GuardSettings DEFAULTS = new GuardSettings(0.02, 0.002, 1.25, 5);
}
