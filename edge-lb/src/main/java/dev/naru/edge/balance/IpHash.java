package dev.naru.edge.balance;

import dev.naru.edge.upstream.Server;

/**
 * nginx's {@code ip_hash}, the same server for the same address as nginx would choose: {@code h = 89; h = (h * 113 + octet) % 6271} over the first three octets of
 * an IPv4 address or all of an IPv6 one, then by weight among all servers, and up to 20 times on while that one may not be used; then round robin.
 *
 * <p>A pass of the hash over an address is {@code h → (a * h + b) % 6271} with an a and b of the address alone, so these two are the key.
 */
final class IpHash implements Picker {
    private static final int START = 89;
    private static final int FACTOR = 113;
    private static final int PRIME = 6271;
    private static final int MAX_REHASHES = 20;
    private static final int IPV4_OCTETS = 3;

    private final Candidates servers;
    private final RoundRobin others;

    IpHash(Candidates servers, RoundRobin others) {
        this.servers = servers;
        this.others = others;
    }

    /** The key of an address; one without octets (a Unix socket's) counts as zeros, as in nginx. */
    static long key(byte[] address) {
        int octets = address.length == 16 ? 16 : IPV4_OCTETS;
        int a = 1;
        int b = 0;
        for (int i = 0; i < octets; i++) {
            int octet = i < address.length ? address[i] & 0xff : 0;
            a = a * FACTOR % PRIME;
            b = (b * FACTOR + octet) % PRIME;
        }
        return ((long) a << 32) | b;
    }

    @Override
    public Server pick(Candidates candidates, long key, long nowNanos) {
        int a = (int) (key >>> 32);
        int b = (int) key;
        int hash = START;
        // nginx leaves a lone server to round robin too.
        for (int pass = 0; pass < MAX_REHASHES && candidates.servers.length > 1; pass++) {
            hash = (a * hash + b) % PRIME;
            int i = 0;
            for (int left = hash % servers.totalWeight; left >= servers.servers[i].weight(); i++) {
                left -= servers.servers[i].weight();
            }
            if (candidates.is[i]) {
                return candidates.servers[i];
            }
        }
        return others.pick(candidates, key, nowNanos);
    }

    @Override
    public void failed(Server server) {
        others.failed(server);
    }
}
