package dev.naru.edge.config;

import java.util.List;

/**
 * Requests that the edge makes itself to a server that has started, before it gets any of a client.
 *
 * @param paths targets of GETs, in turn; at least one
 * @param requests in all; 1..10,000, default 20
 * @param concurrency at once; 1..100, default 2
 * @param timeoutMs for all of them; then the server is taken as it is; 100..600,000, default 10,000
 */
public record WarmUpConfig(List<String> paths, int requests, int concurrency, long timeoutMs) {

    public WarmUpConfig {
        paths = List.copyOf(paths);
    }
}
