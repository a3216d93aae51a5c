package dev.naru.edge.config;

import org.jspecify.annotations.Nullable;

/**
 * How an upstream chooses a server inside a group.
 *
 * @param policy default {@link Policy#ROUND_ROBIN}
 * @param hash of {@link Policy#HASH} only; else null
 */
public record BalanceConfig(Policy policy, @Nullable HashConfig hash) {
    /** The policies. Weights count in all of them. */
    public enum Policy {
        /** Smooth weighted round robin, as nginx has it. */
        ROUND_ROBIN,
        /** The fewest requests in flight for its weight. */
        LEAST_REQUESTS,
        /** The lowest latency, by a moving average that peaks at once and decays slowly. */
        LEAST_LATENCY,
        /** By the client's address, exactly as nginx's {@code ip_hash}. */
        IP_HASH,
        /** Consistent hash of something in the request. */
        HASH
    }

    /** What an upstream has without the key. */
    static final BalanceConfig USUAL = new BalanceConfig(Policy.ROUND_ROBIN, null);

    /** Whether the choice depends on how many requests each server has in flight. */
    public boolean countsInFlight() {
        return policy == Policy.LEAST_REQUESTS
                || policy == Policy.LEAST_LATENCY
                || (hash != null && hash.maxLoadPercent() > 0);
    }
}
