package dev.naru.edge.config;

/**
 * A concurrency limit that follows latency: {@code limit * (minRTT + buffer) / sampleRTT + sqrt(limit)}, at most {@code maxInFlight}.
 *
 * @param min the lowest limit; 1..100,000, default 5
 * @param bufferPercent of the smallest latency that is no sign of overload; 0..1,000, default 25
 * @param windowMs over which latencies are averaged; 100..60,000, default 1,000
 */
public record AdaptiveConfig(int min, int bufferPercent, long windowMs) {}
