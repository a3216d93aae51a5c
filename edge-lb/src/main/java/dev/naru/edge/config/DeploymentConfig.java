package dev.naru.edge.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How deployments between the two groups of an upstream go.
 *
 * @param upstream one with two groups
 * @param folder of the state file and the reports; there, and writable
 * @param keepReports 1..10,000, default 50
 * @param steps rising shares of the new group in percent, the last one 100; default 10, 25, 50, 75, 100
 * @param bakeMs how long a step is watched at least, 1000..86,400,000, default 60,000
 * @param minRequests of the new group in a step, at least, 0..10,000,000, default 100
 * @param maxStepMs after which a step that cannot be told is held, default 1,800,000
 * @param sharePoints by how many percentage points the observed share may differ, 1..50, default 5
 * @param even whether both groups get half at the end; otherwise the roles are swapped
 */
public record DeploymentConfig(
        String upstream,
        Path folder,
        int keepReports,
        List<Integer> steps,
        long bakeMs,
        long minRequests,
        long maxStepMs,
        int sharePoints,
        boolean even,
        Guard guard,
        @Nullable Signal signal,
        @Nullable Shared shared) {
    public DeploymentConfig {
        steps = List.copyOf(steps);
    }

    /**
     * When the new group counts as worse.
     *
     * @param falseAlarmsPer1000 of deployments of releases that are no worse, so many may be rolled back; 1..500, default 20
     * @param extraErrorsPer1000 of requests, so many more may fail; 0..500, default 2
     * @param latencyPercent of the old group's p95 and p99 that the new group's may be; 100..10,000, default 125
     * @param latencySlackMs by how much they may be longer in any case; 0..60,000, default 5
     */
    public record Guard(int falseAlarmsPer1000, int extraErrorsPer1000, int latencyPercent, int latencySlackMs) {
        public static final Guard DEFAULTS = new Guard(20, 2, 125, 5);
    }

    /**
     * Where edges of several machines share their deployments.
     *
     * @param redis where Redis is
     * @param passwordFile null when Redis wants none
     * @param key with which all keys begin, default naru:deployments
     * @param edge the name of this one; null is the machine's
     * @param leaseMs for which an edge leads without asking again, 3000..60,000, default 5000
     * @param timeoutMs for connecting, and for each answer, 50..5000, default 500
     */
    public record Shared(
            HostPort redis,
            @Nullable Path passwordFile,
            String key,
            @Nullable String edge,
            int leaseMs,
            int timeoutMs) {}

    /**
     * A number of the application's own.
     *
     * @param url http or https; {@code {group}} in it is the new group
     * @param format of the answer, default JSON
     * @param value names down a JSON answer to the number, separated by dots; or a Prometheus sample, with its labels if it has any
     * @param min the smallest good number, or null
     * @param max the largest good number, or null
     * @param failures in a row that decide, 1..100, default 3
     * @param holdWhenSilent whether a step waits for an answer; otherwise silence is no matter
     */
    public record Signal(
            String url,
            Format format,
            String value,
            @Nullable Double min,
            @Nullable Double max,
            long intervalMs,
            long timeoutMs,
            int failures,
            boolean holdWhenSilent) {
        /** What the answer is. */
        public enum Format {
            JSON,
            PROMETHEUS
        }
    }
}
