package dev.naru.edge.balance;

import dev.naru.edge.upstream.Group;
import dev.naru.edge.upstream.Mode;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.Upstream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a server of one upstream: first the group, then a server inside it. The group is that of the user, or of the key that the policy hashes, by
 * {@link Buckets}; for requests with neither it goes by weight in turn. One per event loop and upstream; not thread-safe.
 */
public final class Balancer {
    private final Group[] groups;
    private final GroupBalancer[] balancers;
    private final Buckets buckets;
    private final int[] current;

    /** @param seed of the random choices */
    public Balancer(Upstream upstream, long seed) {
        Dice dice = new Dice(seed);
        groups = upstream.groups().toArray(Group[]::new);
        current = new int[groups.length];
        balancers = new GroupBalancer[groups.length];
        int[] weights = new int[groups.length];
        for (int g = 0; g < groups.length; g++) {
            balancers[g] = new GroupBalancer(groups[g], upstream.config(), dice);
            weights[g] = groups[g].share();
        }
        buckets = new Buckets(weights);
    }

    /**
     * The server for one attempt, or null when none is left.
     *
     * @param tried servers that this exchange has tried already
     */
    public @Nullable Server pick(long nowNanos, Choice choice, Tried tried) {
        // A trial or a last place belongs to one request only, and a server that starts slowly takes a share of its
        // offers: whoever loses the claim picks another.
        tried.passNone();
        for (int attempt = 0; attempt < Tried.MAX; attempt++) {
            Server server = choose(nowNanos, choice, tried);
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

    /**
     * Whether a user may stay pinned to a server: it keeps its users, and its group is the user's, or drains. A server that is merely down keeps its users.
     */
    public boolean keeps(Server pinned, long user) {
        return pinned.keepsUsers()
                && (groups[buckets.group(Buckets.of(user))].name().equals(pinned.group()) || drains(pinned.group()));
    }

    private boolean drains(String name) {
        for (Group group : groups) {
            if (group.mode() == Mode.DRAIN && group.weight() > 0 && group.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** The group that has a user's bucket. */
    public Group home(long user) {
        return groups[buckets.group(Buckets.of(user))];
    }

    /** Tells the policies that an attempt failed. */
    public void failed(Server server) {
        for (GroupBalancer balancer : balancers) {
            balancer.failed(server);
        }
    }

    private @Nullable Server choose(long nowNanos, Choice choice, Tried tried) {
        Server pinned = choice.pinned;
        if (pinned != null && Candidates.mayKeep(pinned, nowNanos, tried)) {
            return pinned;
        }
        int group = group(nowNanos, choice, tried);
        return group < 0 ? null : balancers[group].pick(nowNanos, choice, tried);
    }

    /** A group that has a server to offer, or -1. */
    private int group(long nowNanos, Choice choice, Tried tried) {
        long sticky = choice.user == 0 ? choice.key : choice.user;
        if (sticky != 0 && groups.length > 1) {
            int bucket = Buckets.of(sticky);
            int home = buckets.group(bucket);
            return offers(home, nowNanos, tried) ? home : standIn(bucket, nowNanos, tried);
        }
        int best = -1;
        int total = 0;
        for (int g = 0; g < groups.length; g++) {
            if (!offers(g, nowNanos, tried)) {
                continue;
            }
            int weight = groups[g].share();
            current[g] += weight;
            total += weight;
            if (best < 0 || current[g] > current[best]) {
                best = g;
            }
        }
        if (best >= 0) {
            current[best] -= total;
        }
        return best;
    }

    private boolean offers(int group, long nowNanos, Tried tried) {
        return groups[group].share() > 0 && balancers[group].any(nowNanos, tried);
    }

    /** While the group of a bucket has nothing to offer, the others share its buckets by weight; each bucket has one stand-in. */
    private int standIn(int bucket, long nowNanos, Tried tried) {
        long total = 0;
        for (int g = 0; g < groups.length; g++) {
            total += offers(g, nowNanos, tried) ? groups[g].share() : 0;
        }
        long place = Hashing.mix(bucket) >>> 1;
        long left = total == 0 ? 0 : place % total;
        for (int g = 0; g < groups.length; g++) {
            if (offers(g, nowNanos, tried)) {
                left -= groups[g].share();
                if (left < 0) {
                    return g;
                }
            }
        }
        return -1;
    }
}
