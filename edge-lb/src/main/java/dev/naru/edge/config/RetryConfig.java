package dev.naru.edge.config;

import org.jspecify.annotations.Nullable;

/**
 * How requests are repeated, beside {@code retries}, which says how often.
 *
 * @param budgetPercent of the upstream's active requests, or of those of the last 10 s, that may be repetitions; 0..100, default 20
 * @param budgetMin repetitions that may run in any case; 0..1,000, default 3
 * @param tryTimeoutMs the longest wait of one attempt for the head of its answer; 0..86,400,000, default 0 = {@code responseTimeoutMs}
 * @param timeoutMs the longest wait for a head over all attempts and queues; 0..86,400,000, default 0 = none
 * @param notProcessedHeader lower case; a 503 with this header says that the server has not begun with the request; null = none
 * @param replayBytes of a request body kept to be sent again; 0..1,048,576, default 65,536, 0 = none
 */
public record RetryConfig(
        int budgetPercent,
        int budgetMin,
        long tryTimeoutMs,
        long timeoutMs,
        @Nullable String notProcessedHeader,
        int replayBytes) {
    static final RetryConfig DEFAULTS = new RetryConfig(20, 3, 0, 0, null, 65_536);
}
