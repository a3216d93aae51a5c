package dev.naru.edge.deploy;

import dev.naru.edge.deploy.StateFile.Kept;
import dev.naru.edge.deploy.Tree.Malformed;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The state in Redis, for edges of several machines. An edge leads while it holds a lease there; each lease has a number, and what was written under a later one is never
 * written over. Each edge keeps a copy in its folder, for the time when Redis is away at a start or has lost everything. See docs/decisions/deployment-sharing.md.
 */
final class RedisStore implements Store {
    private static final String CAMPAIGN = Redis.script("campaign.lua");
    private static final String KEEP = Redis.script("keep.lua");
    private static final String LEAVE = Redis.script("leave.lua");
    private static final String ASIDE = Redis.script("aside.lua");

    private final SharedSettings shared;
    private final String upstream;
    private final Ticks ticks;
    private final Consumer<String> note;
    private final Redis redis;
    private final String me;
    private final TrafficPort own;
    private final SharedTraffic traffic;
    private final StateCopy copy;
    private final String leaseKey;
    private final String fenceKey;
    private final String stateKey;
    private final String edgesKey;
    private final String seenKey;

    private String lease = "";
    private long leadsUntilMs = Long.MIN_VALUE;
    private String version = "";
    private String text = "";
    private long written;
    private boolean empty;
    private String said = "";

    /** @param note for what an operator should know; not called again for the same thing */
    RedisStore(
            DeploymentSettings settings, SharedSettings shared, TrafficPort own, Ticks ticks, Consumer<String> note) {
        this.shared = shared;
        this.upstream = settings.upstream();
        this.ticks = ticks;
        this.note = note;
        this.redis = new Redis(shared);
        this.me = shared.edge() + "/" + UUID.randomUUID().toString().substring(0, 8);
        this.own = own;
        this.traffic = new SharedTraffic(own);
        this.copy = new StateCopy(settings, me);
        // The braces keep all keys of an upstream in one slot of a Redis Cluster.
        String prefix = shared.key() + ":{" + upstream + "}:";
        this.leaseKey = prefix + "lease";
        this.fenceKey = prefix + "fence";
        this.stateKey = prefix + "state";
        this.edgesKey = prefix + "edges";
        this.seenKey = prefix + "seen";
    }

    @Override
    public Lead campaign(boolean candidate) {
        // Before it is sent: the lease in Redis begins later, so by this clock it never ends earlier.
        long sentMs = ticks.monotonicMs();
        try {
            List<?> answer = (List<?>) redis.run(
                    CAMPAIGN,
                    List.of(leaseKey, fenceKey, stateKey, edgesKey, seenKey),
                    List.of(
                            me,
                            Integer.toString(shared.leaseMs()),
                            candidate ? "1" : "0",
                            version,
                            Contribution.of(upstream, own).json()));
            lease = (String) answer.get(0);
            boolean led = leadsUntilMs != Long.MIN_VALUE;
            // Somebody else led in between and kept something: then this edge first lets go of what it thought.
            boolean news = take((String) answer.get(1), (String) answer.get(2));
            boolean mine = lease.endsWith(" " + me) && !(news && led);
            // What is begun until then ends, by its timeouts, before the lease does.
            leadsUntilMs = mine ? sentMs + shared.leaseMs() - 2L * shared.timeoutMs() : Long.MIN_VALUE;
            traffic.look(others((List<?>) answer.get(3)));
            return new Lead(mine, lease.isEmpty() ? null : lease.substring(lease.indexOf(' ') + 1), null);
        } catch (IOException e) {
            if (candidate && leads()) {
                return new Lead(true, me, null);
            }
            leadsUntilMs = Long.MIN_VALUE;
            traffic.look(Map.of());
            return new Lead(false, null, redis + " cannot be asked (" + e.getMessage() + ")");
        }
    }

    private boolean leads() {
        return ticks.monotonicMs() < leadsUntilMs;
    }

    /**
     * @param changed empty when it is what this edge has already
     * @return whether it is something else
     */
    private boolean take(String itsVersion, String changed) {
        empty = itsVersion.isEmpty();
        if (empty || itsVersion.equals(version)) {
            return false;
        }
        version = itsVersion;
        text = changed;
        copy();
        return true;
    }

    private void copy() {
        try {
            copy.keep(text);
        } catch (IOException | Malformed e) {
            once("no copy of the state is kept in the folder: " + e.getMessage());
        }
    }

    private Map<String, Contribution> others(List<?> flat) {
        Map<String, Contribution> others = new LinkedHashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            String edge = (String) flat.get(i);
            if (!edge.equals(me)) {
                try {
                    others.put(edge, Contribution.parse((String) flat.get(i + 1)));
                } catch (Malformed e) {
                    once("what " + edge + " does is not counted: " + e.getMessage());
                }
            }
        }
        return others;
    }

    /** What this edge heard last from Redis; its copy when it heard nothing yet, or Redis has nothing any more. */
    @Override
    public @Nullable Kept read() throws IOException, Malformed {
        return empty || version.isEmpty() ? copy.read() : StateFile.parse(text, upstream);
    }

    @Override
    public String doubt() {
        return empty ? redis + " has lost the state, and this edge's copy may not be the last one" : "";
    }

    @Override
    public void write(Kept kept) throws IOException {
        if (!leads()) {
            throw new NotLeading("the lease of this edge has ended");
        }
        String next = me + "#" + ++written;
        String json = StateFile.text(kept);
        try {
            Object answer = redis.run(
                    KEEP,
                    List.of(leaseKey, stateKey),
                    List.of(lease, lease.substring(0, lease.indexOf(' ')), next, json));
            refuseUnless(answer);
        } catch (NotLeading e) {
            throw e;
        } catch (IOException e) {
            leadsUntilMs = Long.MIN_VALUE;
            throw new NotLeading(redis + " cannot be asked (" + e.getMessage() + ")");
        }
        empty = false;
        version = next;
        text = json;
        copy();
    }

    private void refuseUnless(Object answer) throws NotLeading {
        if (!Objects.equals(answer, 1L)) {
            leadsUntilMs = Long.MIN_VALUE;
            throw new NotLeading("another edge leads by now");
        }
    }

    @Override
    public String place() {
        return "the state in " + redis + ", key " + stateKey + ",";
    }

    @Override
    public String putAside(long nowMs) throws IOException {
        String aside = stateKey + ":unreadable-" + nowMs;
        if (!leads()) {
            throw new NotLeading("the lease of this edge has ended");
        }
        refuseUnless(redis.run(ASIDE, List.of(leaseKey, stateKey, aside), List.of(lease)));
        return aside;
    }

    @Override
    public TrafficPort traffic() {
        return traffic;
    }

    private void once(String text) {
        if (!text.equals(said)) {
            said = text;
            note.accept(text);
        }
    }

    @Override
    public void close() {
        try {
            redis.run(LEAVE, List.of(leaseKey, edgesKey, seenKey), List.of(me));
        } catch (IOException e) {
            once(redis + " was not told that this edge ends (" + e.getMessage() + "): the others see it within "
                    + shared.leaseMs() + " ms");
        } finally {
            redis.close();
            copy.close();
        }
    }
}
