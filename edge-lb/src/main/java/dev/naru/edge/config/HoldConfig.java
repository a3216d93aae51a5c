package dev.naru.edge.config;

/**
 * Requests wait while no server is up, instead of 502 or 503.
 *
 * @param timeoutMs the longest wait, from the request's arrival; 0..60,000, default 0 = no wait
 * @param maxWaiting requests that wait at once, in the upstream; 1..100,000, default 1,000
 */
public record HoldConfig(long timeoutMs, int maxWaiting) {
    static final HoldConfig OFF = new HoldConfig(0, 1000);
}
