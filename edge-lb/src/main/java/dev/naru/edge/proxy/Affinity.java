package dev.naru.edge.proxy;

import dev.naru.edge.balance.Balancer;
import dev.naru.edge.balance.Buckets;
import dev.naru.edge.balance.Choice;
import dev.naru.edge.balance.HashKey;
import dev.naru.edge.config.AffinityConfig;
import dev.naru.edge.config.AffinityConfig.To;
import dev.naru.edge.config.KeySource;
import dev.naru.edge.http.RequestHead;
import dev.naru.edge.policy.AffinityCookie;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.Upstream;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the users of one route where they were. One per loop and route.
 *
 * <p>To a group: the user falls into one of the fixed {@link dev.naru.edge.balance.Buckets}, and the weights decide whose bucket that is. To a server: by cookie, the
 * first answer's server is named in it; by address or header, a hash decides. While that server is down, its users go to another one, the same for each user as long
 * as it is down, and come back afterwards. A server that was taken out (weight 0, another group's turn, gone from the configuration) loses its users for good.
 */
final class Affinity {
    private final AffinityConfig config;
    private final boolean toServer;
    private final @Nullable HashKey key;
    private final @Nullable AffinityCookie cookie;
    private final Balancer balancer;
    private final Server[] servers;
    private final long[][] ids;

    Affinity(AffinityRule rule, Upstream upstream, Balancer balancer) {
        this.config = rule.config();
        this.toServer = config.to() == To.SERVER;
        this.balancer = balancer;
        this.servers = upstream.servers().toArray(Server[]::new);
        AffinityConfig.Cookie attributes = config.cookie();
        if (attributes == null) {
            cookie = null;
            key = HashKey.of(
                    config.by() == AffinityConfig.By.HEADER ? KeySource.HEADER : KeySource.ADDRESS, config.name());
            ids = new long[0][];
        } else {
            key = null;
            AffinityCookie its = new AffinityCookie(config.name(), text(attributes), rule.keys());
            cookie = its;
            ids = new long[its.keys()][servers.length];
            for (int k = 0; k < ids.length; k++) {
                for (int s = 0; s < servers.length; s++) {
                    ids[k][s] = its.serverId(upstream.name() + "/" + servers[s].name(), k);
                }
            }
        }
    }

    private static String text(AffinityConfig.Cookie cookie) {
        String sameSite = cookie.sameSite().name();
        return "; Path=" + cookie.path() + (cookie.maxAgeS() == 0 ? "" : "; Max-Age=" + cookie.maxAgeS())
                + "; HttpOnly; SameSite=" + sameSite.charAt(0)
                + sameSite.substring(1).toLowerCase(Locale.ROOT);
    }

    /** Reads from the request in the loop's scratch who asks. */
    void read(LoopContext context, Exchange e, byte[] address) {
        Choice choice = e.choice;
        AffinityCookie its = cookie;
        if (its == null) {
            choice.user = key == null ? 0 : key.read(context.in, context.request, address);
            choice.byUser = toServer;
            return;
        }
        boolean known = its.read(context.in, context.request.fields);
        choice.user = known ? its.user() : context.nextRandom() | 1;
        boolean keeps = known && its.key() == 0;
        if (toServer) {
            Server pinned = known ? named(its.key(), its.server()) : null;
            if (pinned != null && balancer.keeps(pinned, choice.user)) {
                choice.pinned = pinned;
                choice.byUser = true;
            } else {
                keeps = false;
            }
        }
        e.affinity = keeps ? null : this;
    }

    /** Where it puts a request, for explanations; on a thread of one's own. */
    AffinityView explain(byte[] in, RequestHead head, byte[] address) {
        AffinityCookie its = cookie;
        String by = config.by().name().toLowerCase(Locale.ROOT) + (config.name().isEmpty() ? "" : " " + config.name());
        boolean known = its == null ? key != null && key.read(in, head, address) != 0 : its.read(in, head.fields);
        if (!known) {
            String what = its == null ? "it has no " + by : "it has no " + by + " of this edge's";
            return new AffinityView(
                    by, false, -1, "", "", what + ": " + (its == null ? "nobody's request" : "a new user"));
        }
        long user = its == null ? Objects.requireNonNull(key).read(in, head, address) : its.user();
        int bucket = Buckets.of(user);
        String group = balancer.home(user).name();
        String why = "bucket " + bucket + " of " + Buckets.COUNT + " is group " + group + "'s";
        if (!toServer || its == null) {
            return new AffinityView(by, true, bucket, group, "", why + (toServer ? ", a hash chooses the server" : ""));
        }
        Server pinned = named(its.key(), its.server());
        boolean keeps = pinned != null && balancer.keeps(pinned, user);
        String pin = pinned == null
                ? "the cookie names a server that is not there"
                : "the cookie names " + pinned.name() + (keeps ? "" : ", which takes the user no longer");
        return new AffinityView(
                by, true, bucket, group, keeps && pinned != null ? pinned.name() : "", why + "; " + pin);
    }

    /** Adds the cookie to the answer of a server. */
    void answer(LoopContext context, Exchange e, Server server, boolean https) {
        AffinityCookie its = cookie;
        if (its != null) {
            // Over a changed key, a user whose server is down keeps it: the pin is renewed, not the stand-in.
            Server pinned = e.choice.pinned == null ? server : e.choice.pinned;
            its.write(context.added, e.choice.user, toServer ? id(pinned) : 0, https);
        }
    }

    private @Nullable Server named(int keyIndex, long id) {
        long[] known = ids[keyIndex];
        for (int s = 0; s < known.length; s++) {
            if (known[s] == id) {
                return servers[s];
            }
        }
        return null;
    }

    private long id(Server server) {
        for (int s = 0; s < servers.length; s++) {
            if (servers[s].state() == server.state()) {
                return ids[0][s];
            }
        }
        return 0; // of another configuration: the next request is pinned
    }
}
