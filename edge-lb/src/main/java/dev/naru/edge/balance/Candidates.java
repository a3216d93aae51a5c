package dev.naru.edge.balance;

import dev.naru.edge.upstream.Server;
import java.util.List;

/**
 * Some servers of one group, and those of them that may take a request now: scratch that a {@link Picker} may narrow further. A server of weight 0, or one
 * that is taken out, is never a candidate.
 */
final class Candidates {
    final Server[] servers;

    /** Places in {@link #servers} of the candidates, the first {@link #count} of them, in the order of the configuration. */
    final int[] at;

    int count;

    /** Whether each server is a candidate, by its place; as {@link #find} left it. */
    final boolean[] is;

    /** Sum of the weights of all servers, candidates or not. */
    final int totalWeight;

    Candidates(List<Server> servers) {
        this.servers = servers.toArray(Server[]::new);
        this.at = new int[this.servers.length];
        this.is = new boolean[this.servers.length];
        this.totalWeight = servers.stream().mapToInt(Server::weight).sum();
    }

    /** Whether {@link #find} would find one. */
    boolean any(long nowNanos, Tried tried) {
        for (Server server : servers) {
            if (may(server, nowNanos, tried)) {
                return true;
            }
        }
        return false;
    }

    /** Finds them; false when there is none. */
    boolean find(long nowNanos, Tried tried) {
        int n = 0;
        for (int i = 0; i < servers.length; i++) {
            boolean may = may(servers[i], nowNanos, tried);
            is[i] = may;
            if (may) {
                at[n++] = i;
            }
        }
        count = n;
        return n > 0;
    }

    Server get(int candidate) {
        return servers[at[candidate]];
    }

    /** Whether a request may go there. */
    static boolean may(Server server, long nowNanos, Tried tried) {
        return server.takesNew() && server.state().eligible(nowNanos) && !tried.contains(server);
    }

    /** Whether the request of a user that is pinned to it may go there. */
    static boolean mayKeep(Server server, long nowNanos, Tried tried) {
        return server.keepsUsers() && server.state().eligible(nowNanos) && !tried.contains(server);
    }
}
