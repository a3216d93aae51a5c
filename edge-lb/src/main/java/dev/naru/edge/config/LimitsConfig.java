package dev.naru.edge.config;

/**
 * Bounds on what clients may take.
 *
 * @param requestLineBytes 256..65,536, default 8,192
 * @param headBytes request line and headers; {@code requestLineBytes}..1,048,576, default 32,768
 * @param headers 1..1,000, default 128
 * @param headTimeoutMs from the head's first byte (or from accept) to its end; 100..600,000, default 10,000
 * @param keepAliveTimeoutMs idle between two requests; 0..3,600,000, default 75,000, 0 = no keep-alive
 * @param keepAliveRequests requests on one connection; 1..1,000,000,000, default 1,000
 * @param bodyMinBytesPerSecond the slowest a request body may arrive, over a window; 0..1,073,741,824, default 1,024, 0
 *     = any
 * @param bodyIdleTimeoutMs the longest wait for the next piece of a request body; 100..3,600,000, default 30,000
 * @param connections open client connections in all; 1..10,000,000, default 65,536
 * @param connectionsPerAddress open connections of one client address; 0..10,000,000, default 0 = no limit
 * @param tunnelIdleTimeoutMs an upgraded connection (WebSocket) without traffic; 1,000..86,400,000, default 3,600,000
 */
public record LimitsConfig(
        int requestLineBytes,
        int headBytes,
        int headers,
        long headTimeoutMs,
        long keepAliveTimeoutMs,
        int keepAliveRequests,
        int bodyMinBytesPerSecond,
        long bodyIdleTimeoutMs,
        int connections,
        int connectionsPerAddress,
        long tunnelIdleTimeoutMs) {

    /** What a configuration without {@code limits} has. */
    public static final LimitsConfig DEFAULTS =
            new LimitsConfig(8192, 32_768, 128, 10_000, 75_000, 1000, 1024, 30_000, 65_536, 0, 3_600_000);
}
