package dev.naru.edge.config;

/**
 * A server that has just come up gets {@code weight * max(minPercent, (t / windowMs) ^ (100 / aggressionPercent))} of its weight.
 *
 * @param windowMs 100..3,600,000, default 30,000
 * @param minPercent what it begins with; 1..100, default 10
 * @param aggressionPercent 100 is linear, more is faster at first; 10..1,000, default 100
 */
public record SlowStartConfig(long windowMs, int minPercent, int aggressionPercent) {}
