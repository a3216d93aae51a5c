package dev.naru.edge.balance;

import dev.naru.edge.upstream.Server;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Highest random weight (Thaler and Ravishankar, "Using Name-Based Mappings to Increase Hit Rates", 1998): key and server give a number, and the server with the
 * highest one has the key. When a server leaves, exactly its own keys move, and to all others by weight; when it comes back, exactly those return. With weights
 * the number is {@code -weight / ln(u)} for a uniform u of (0, 1) (Schindelhauer and Schomaker, "Weighted Distributed Hash Tables", 2005), so shares are the weights.
 */
final class Rendezvous {
    private final long[] seeds;
    private final boolean equalWeights;

    /** A server is known by its upstream and name, so a new address moves no key. */
    Rendezvous(Candidates candidates) {
        seeds = new long[candidates.servers.length];
        equalWeights = Arrays.stream(candidates.servers)
                        .mapToInt(Server::weight)
                        .distinct()
                        .count()
                <= 1;
        for (int i = 0; i < seeds.length; i++) {
            Server server = candidates.servers[i];
            byte[] name = (server.upstream() + "/" + server.name()).getBytes(StandardCharsets.UTF_8);
            seeds[i] = Hashing.of(name, 0, name.length);
        }
    }

    /** The candidate that has the key. */
    Server pick(Candidates candidates, long key) {
        int best = candidates.at[0];
        double highest = -1;
        for (int c = 0; c < candidates.count; c++) {
            int i = candidates.at[c];
            double u = ((Hashing.mix(key ^ seeds[i]) >>> 11) + 0.5) * 0x1p-53;
            // Among equal weights the logarithm would not change the order, and it is most of the cost.
            double score = equalWeights ? u : -candidates.servers[i].weight() / Math.log(u);
            if (score > highest) {
                highest = score;
                best = i;
            }
        }
        return candidates.servers[best];
    }
}
