package dev.naru.edge.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Servers that can answer the same requests, in weighted groups.
 *
 * @param balance how a server is chosen inside a group; default round robin
 * @param groups at least one, at least one of them with a weight above 0; names are unique
 * @param maxFails failures within {@code failTimeoutMs} that take a server down; 0..1000, default 1, 0 = never down
 * @param failTimeoutMs 1..3,600,000, default 10,000
 * @param connectTimeoutMs 1..60,000, default 1,000
 * @param responseTimeoutMs the longest wait for the response head, and between two pieces of its body; 1..86,400,000,
 *     default 60,000
 * @param idleTimeoutMs how long a pooled connection may lie idle; 1..3,600,000, default 50,000. Keep it below the
 *     servers' own, so that the edge closes first
 * @param keepalive idle connections kept per event loop and server; 0..65,536, default 1,024, 0 = none
 * @param retries further servers tried when a request was provably not processed; 0..5, default 1
 * @param tls null for plain HTTP
 * @param proxyProtocol the header that goes first on each connection; default none. With one, connections belong to one
 *     request each, and {@code keepalive} is 0
 * @param health active checks; null when there are none
 * @param resilience what is done about servers that fail, start, or have too much to do
 */
public record UpstreamConfig(
        String name,
        BalanceConfig balance,
        List<GroupConfig> groups,
        int maxFails,
        long failTimeoutMs,
        long connectTimeoutMs,
        long responseTimeoutMs,
        long idleTimeoutMs,
        int keepalive,
        int retries,
        @Nullable UpstreamTlsConfig tls,
        ProxyProtocolConfig proxyProtocol,
        @Nullable HealthCheckConfig health,
        ResilienceConfig resilience) {

    public UpstreamConfig {
        groups = List.copyOf(groups);
    }

    /** The same with other groups. */
    public UpstreamConfig withGroups(List<GroupConfig> others) {
        return new UpstreamConfig(
                name,
                balance,
                others,
                maxFails,
                failTimeoutMs,
                connectTimeoutMs,
                responseTimeoutMs,
                idleTimeoutMs,
                keepalive,
                retries,
                tls,
                proxyProtocol,
                health,
                resilience);
    }
}
