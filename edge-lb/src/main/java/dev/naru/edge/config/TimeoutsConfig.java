package dev.naru.edge.config;

/**
 * A route's own timeouts, in milliseconds; 0 is the upstream's {@code responseTimeoutMs}.
 *
 * @param responseMs the longest wait for the response's head; 1..86,400,000
 * @param idleMs the longest wait between two pieces of its body; 1..86,400,000
 */
public record TimeoutsConfig(long responseMs, long idleMs) {
    /** The upstream's. */
    public static final TimeoutsConfig UPSTREAMS = new TimeoutsConfig(0, 0);
}
