package dev.naru.edge.config;

/**
 * Active checks of every server of an upstream.
 *
 * @param path the target of a GET, starts with {@code /}
 * @param intervalMs 100..3,600,000, default 2,000
 * @param timeoutMs 1..{@code intervalMs}, default 1,000 or the interval if that is shorter
 * @param rise passes in a row that bring a server up; 1..100, default 2
 * @param fall failures in a row that take it down; 1..100, default 3
 * @param expectedStatus 200..599, default 200
 * @param mandatory whether a new server takes no traffic before its first pass; default true
 */
public record HealthCheckConfig(
        String path, long intervalMs, long timeoutMs, int rise, int fall, int expectedStatus, boolean mandatory) {}
