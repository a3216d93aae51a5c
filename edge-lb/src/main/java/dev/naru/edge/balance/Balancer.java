package dev.naru.edge.balance;

import dev.naru.edge.upstream.Group;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.Upstream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a server of one upstream: first the group, by weight, then a server inside it; a backup only when no primary of any group is eligible. One per event
 * loop and upstream; not thread-safe.
 */
public final class Balancer {
    private final Group[] groups;
    private final RoundRobin[] primaries;
    private final RoundRobin backups;
    private final int[] current;

    public Balancer(Upstream upstream) {
        int maxFails = upstream.config().maxFails();
        groups = upstream.groups().toArray(Group[]::new);
        primaries = new RoundRobin[groups.length];
        current = new int[groups.length];
        for (int g = 0; g < groups.length; g++) {
            primaries[g] = new RoundRobin(
                    groups[g].servers().stream()
                            .filter(server -> !server.backup())
                            .toList(),
                    maxFails);
        }
        backups = new RoundRobin(
                upstream.servers().stream().filter(Server::backup).toList(), maxFails);
    }

    /**
     * The server for one attempt, or null when none is left.
     *
     * @param tried servers that this exchange has tried already
     */
    public @Nullable Server pick(long nowNanos, Tried tried) {
        // A trial or a last place belongs to one request only, and a server that starts slowly takes a share of its
        // offers: whoever loses the claim picks another.
        tried.passNone();
        for (int attempt = 0; attempt < Tried.MAX; attempt++) {
            Server server = choose(nowNanos, tried);
            if (server == null) {
                break;
            }
            if (server.state().claim(nowNanos)) {
                tried.passNone();
                return server;
            }
            tried.pass(server);
        }
        return tried.claimPassed(nowNanos);
    }

    /** Tells the policies that an attempt failed. */
    public void failed(Server server) {
        for (RoundRobin primary : primaries) {
            primary.failed(server);
        }
        backups.failed(server);
    }

    private @Nullable Server choose(long nowNanos, Tried tried) {
        int best = -1;
        int total = 0;
        for (int g = 0; g < groups.length; g++) {
            int weight = groups[g].weight();
            if (weight == 0 || !primaries[g].hasEligible(nowNanos, tried)) {
                continue;
            }
            current[g] += weight;
            total += weight;
            if (best < 0 || current[g] > current[best]) {
                best = g;
            }
        }
        if (best < 0) {
            return backups.pick(nowNanos, tried);
        }
        current[best] -= total;
        return primaries[best].pick(nowNanos, tried);
    }
}
