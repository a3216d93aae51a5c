package dev.naru.bench.load;

/**
 * How clients behave.
 *
 * @param traffic what each request is
 * @param connections open at once, 1..20,000; each has at most one request in flight
 * @param keepAlive whether a connection serves many requests; otherwise one, announced by {@code Connection: close}
 * @param tls what the connections are wrapped in
 */
public record Workload(Traffic traffic, int connections, boolean keepAlive, Tls tls) {

    /** Encryption between client and proxy, by the kind of the proxy's certificate. */
    public enum Tls {
        NONE,
        P256,
        RSA2048
    }

    public Workload {
        if (connections < 1 || connections > 20_000) {
            throw new IllegalArgumentException("connections: expected 1..20,000, found " + connections);
        }
    }
}
