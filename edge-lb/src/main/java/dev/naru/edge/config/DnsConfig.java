package dev.naru.edge.config;

import java.util.List;

/**
 * How names of servers are resolved.
 *
 * @param servers name servers, asked one after the other; none for the system's
 * @param minTtlMs the soonest that a name is asked for again, whatever its records say; 100..3,600,000, default 1,000
 * @param maxTtlMs the latest; 100..86,400,000, default 5,000, since Docker's name server says 600 seconds of what it changes at once
 * @param timeoutMs for an answer of one name server; 100..60,000, default 2,000
 * @param maxAddresses of one name; what is beyond them is left out, and said; 1..4,096, default 256
 */
public record DnsConfig(List<TcpAddress> servers, long minTtlMs, long maxTtlMs, long timeoutMs, int maxAddresses) {

    /** What a configuration without {@code dns} has. */
    public static final DnsConfig DEFAULTS = new DnsConfig(List.of(), 1000, 5000, 2000, 256);

    public DnsConfig {
        servers = List.copyOf(servers);
    }
}
