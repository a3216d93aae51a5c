package dev.naru.edge.config;

import org.jspecify.annotations.Nullable;

/**
 * How much a server of the upstream takes at once, and who waits. Off unless given.
 *
 * @param maxInFlight requests at one server, over all event loops; 1..1,000,000
 * @param queue requests that wait for a place, in the upstream; 0..100,000, default 0 = none waits
 * @param queueTimeoutMs the longest wait; 100..60,000, default 1,000
 * @param adaptive lowers the limit of a server that grows slow; null = the limit is fixed
 */
public record CapacityConfig(
        int maxInFlight,
        int queue,
        long queueTimeoutMs,
        @Nullable AdaptiveConfig adaptive) {}
