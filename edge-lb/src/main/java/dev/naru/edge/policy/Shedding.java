package dev.naru.edge.policy;

import dev.naru.edge.observe.Outcome;

/**
 * What the edge refuses while its machine is full. Set by one thread that watches descriptors and memory, read by all loops: a plain look at a volatile field for each
 * connection and each request.
 */
public final class Shedding {
    /** What a refused client is told. */
    public static final Refusal REFUSAL = new Refusal(
            Outcome.MACHINE_FULL, 503, "this edge has no room for more; try again in a moment", "Retry-After: 1\r\n");

    private volatile boolean connections;
    private volatile boolean requests;

    /** Descriptors are short: requests of connections that come now are refused, and with them their connections. */
    public boolean connections() {
        return connections;
    }

    /** Memory is short: every request is refused that comes now. */
    public boolean requests() {
        return requests;
    }

    /** What the last look said. */
    public void set(boolean refuseConnections, boolean refuseRequests) {
        connections = refuseConnections;
        requests = refuseRequests;
    }
}
