package dev.naru.edge.balance;

import dev.naru.edge.upstream.Server;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * nginx's smooth weighted round robin over servers: for each eligible one {@code current += effective; total += effective}, pick the highest current, the first
 * configured on a tie, then {@code current -= total}. A failure lowers the effective weight, each later round restores one of it.
 */
final class RoundRobin {
    private final Server[] servers;
    private final int[] current;
    private final int[] effective;
    private final int maxFails;

    RoundRobin(List<Server> servers, int maxFails) {
        this.servers = servers.toArray(Server[]::new);
        this.current = new int[this.servers.length];
        this.effective = new int[this.servers.length];
        for (int i = 0; i < effective.length; i++) {
            effective[i] = this.servers[i].weight();
        }
        this.maxFails = Math.max(1, maxFails);
    }

    /** Whether a {@link #pick} would find one. */
    boolean hasEligible(long nowNanos, Tried tried) {
        for (Server server : servers) {
            if (eligible(server, nowNanos, tried)) {
                return true;
            }
        }
        return false;
    }

    /** The next server, or null when none is eligible. */
    @Nullable
    Server pick(long nowNanos, Tried tried) {
        int best = -1;
        int total = 0;
        for (int i = 0; i < servers.length; i++) {
            if (!eligible(servers[i], nowNanos, tried)) {
                continue;
            }
            current[i] += effective[i];
            total += effective[i];
            if (effective[i] < servers[i].weight()) {
                effective[i]++;
            }
            if (best < 0 || current[i] > current[best]) {
                best = i;
            }
        }
        if (best < 0) {
            return null;
        }
        current[best] -= total;
        return servers[best];
    }

    /** The server failed: it gets less for a while. */
    void failed(Server server) {
        for (int i = 0; i < servers.length; i++) {
            if (servers[i].index() == server.index()) {
                effective[i] = Math.max(0, effective[i] - Math.max(1, server.weight() / maxFails));
            }
        }
    }

    private static boolean eligible(Server server, long nowNanos, Tried tried) {
        return server.weight() > 0 && server.state().eligible(nowNanos) && !tried.contains(server);
    }
}
