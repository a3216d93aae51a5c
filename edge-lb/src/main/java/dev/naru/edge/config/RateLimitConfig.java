package dev.naru.edge.config;

/**
 * A rate limit; its counts are shared by all routes that name it.
 *
 * @param name unique; the counts survive a reload by it
 * @param keyName of the header field or cookie; empty for other keys
 * @param requests that may come in each {@code perMs}, evenly; 1..1,000,000
 * @param perMs 1..86,400,000, default 1000
 * @param burst how many may come at once beyond the even rate; 0..1,000,000, default 0
 * @param keys how many keys are told apart; 64..16,777,216, default 65,536
 * @param dryRun whether it only counts; default false
 */
public record RateLimitConfig(
        String name, LimitKey key, String keyName, int requests, int perMs, int burst, int keys, boolean dryRun) {}
