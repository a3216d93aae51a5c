package dev.naru.edge.server;

import dev.naru.edge.proxy.Topology;
import dev.naru.edge.upstream.Adjustment;
import dev.naru.edge.upstream.Change;
import dev.naru.edge.upstream.ControlException;
import dev.naru.edge.upstream.ControlException.Kind;
import dev.naru.edge.upstream.Group;
import dev.naru.edge.upstream.Mode;
import dev.naru.edge.upstream.Overrides;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.TrafficControl;
import dev.naru.edge.upstream.Upstream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What is served now: one configuration, and over it what operators and deployments have changed of weights and modes. */
final class Live implements TrafficControl {
    /** Held by whoever changes the running edge: changes go one after the other. */
    final ReentrantLock changing = new ReentrantLock();

    private final Loops loops;
    private final Consumer<Change> audit;
    private Consumer<List<Upstream>> follower = upstreams -> {};
    private volatile State state;
    private boolean closed;

    private record State(Snapshot snapshot, Overrides overrides, Topology topology) {}

    Live(Snapshot snapshot, Loops loops, Consumer<Change> audit) {
        this.loops = loops;
        this.audit = audit;
        state = new State(snapshot, Overrides.NONE, snapshot.topology());
    }

    /** Who is told of the upstreams after each change. */
    void follower(Consumer<List<Upstream>> whom) {
        follower = whom;
    }

    Snapshot snapshot() {
        return state.snapshot;
    }

    /** Waits for a change that is being made, and lets no other begin. */
    void close() {
        changing.lock();
        try {
            closed = true;
        } finally {
            changing.unlock();
        }
    }

    /** Whether nothing may be changed any more; under the lock. */
    boolean closed() {
        return closed;
    }

    /** What the loops serve, overrides included. */
    Topology topology() {
        return state.topology;
    }

    @Override
    public List<Upstream> configured() {
        return state.snapshot.topology().upstreams();
    }

    @Override
    public List<Upstream> upstreams() {
        return state.topology.upstreams();
    }

    @Override
    public Overrides overrides() {
        return state.overrides;
    }

    @Override
    public void change(UnaryOperator<Overrides> edit, String who) throws ControlException {
        changing.lock();
        try {
            if (closed) {
                throw new ControlException(Kind.CONFLICT, "the edge is draining");
            }
            State before = state;
            Overrides next = edit.apply(before.overrides);
            checkNames(next, before.snapshot.topology().upstreams());
            checkWeights(next);
            install(new State(before.snapshot, next, overridden(before.snapshot, next)));
            tell(before.topology.upstreams(), state.topology.upstreams(), who);
        } finally {
            changing.unlock();
        }
    }

    /**
     * What the loops would serve of another configuration: overrides of what it no longer has are dropped.
     *
     * @throws ControlException when its weights and the overrides together leave an upstream without a group that takes requests
     */
    Topology prepare(Snapshot next) throws ControlException {
        return overridden(next, state.overrides.within(next.topology().upstreams()));
    }

    /** Makes another configuration current; {@code topology} is what {@link #prepare} gave for it. */
    void replace(Snapshot next, Topology topology) {
        install(new State(next, state.overrides.within(next.topology().upstreams()), topology));
    }

    private void install(State next) {
        state = next;
        loops.install(next.topology);
        follower.accept(next.topology.upstreams());
    }

    private static Topology overridden(Snapshot snapshot, Overrides overrides) throws ControlException {
        List<Upstream> upstreams = overrides.apply(snapshot.topology().upstreams());
        for (Upstream upstream : upstreams) {
            if (upstream.groups().stream().noneMatch(Live::takesRequests)) {
                throw new ControlException(
                        Kind.CONFLICT,
                        "upstream " + upstream.name()
                                + " would be left without a group that takes requests: with these changes every group"
                                + " has weight 0, is not ready, or has no server that is; give another one a weight"
                                + " first, or take an override back");
            }
        }
        return snapshot.topology().with(upstreams);
    }

    /** A group that the file itself gives no server of weight is the file's matter. */
    private static boolean takesRequests(Group group) {
        return group.share() > 0
                && (group.servers().stream().anyMatch(Server::takesNew)
                        || group.servers().stream().noneMatch(server -> server.mode() != Mode.READY));
    }

    private static void checkNames(Overrides overrides, List<Upstream> upstreams) throws ControlException {
        Set<String> unknown = new TreeSet<>(overrides.groups().keySet());
        unknown.addAll(overrides.servers().keySet());
        Overrides known = overrides.within(upstreams);
        unknown.removeAll(known.groups().keySet());
        unknown.removeAll(known.servers().keySet());
        if (!unknown.isEmpty()) {
            throw new ControlException(Kind.UNKNOWN, "there is no " + String.join(", no ", unknown));
        }
    }

    private static void checkWeights(Overrides overrides) throws ControlException {
        checkWeights(overrides.groups(), MAX_GROUP_WEIGHT);
        checkWeights(overrides.servers(), MAX_SERVER_WEIGHT);
    }

    private static void checkWeights(Map<String, Adjustment> adjustments, int max) throws ControlException {
        for (Map.Entry<String, Adjustment> entry : adjustments.entrySet()) {
            Integer weight = entry.getValue().weight();
            if (weight != null && (weight < 0 || weight > max)) {
                throw new ControlException(
                        Kind.INVALID,
                        "the weight of " + entry.getKey() + ": expected 0 to " + max + ", found " + weight);
            }
        }
    }

    // ---- the audit

    private void tell(List<Upstream> before, List<Upstream> after, String who) {
        for (int u = 0; u < after.size(); u++) {
            List<Group> was = before.get(u).groups();
            List<Group> is = after.get(u).groups();
            for (int g = 0; g < is.size(); g++) {
                String name = after.get(u).name() + "/" + is.get(g).name();
                tell(
                        who,
                        "weight of group " + name,
                        was.get(g).weight() + "",
                        is.get(g).weight() + "");
                tell(
                        who,
                        "mode of group " + name,
                        mode(was.get(g).mode()),
                        mode(is.get(g).mode()));
                for (int s = 0; s < is.get(g).servers().size(); s++) {
                    Server wasServer = was.get(g).servers().get(s);
                    Server isServer = is.get(g).servers().get(s);
                    String server = after.get(u).name() + "/" + isServer.name();
                    tell(who, "weight of server " + server, wasServer.weight() + "", isServer.weight() + "");
                    tell(who, "mode of server " + server, mode(wasServer.mode()), mode(isServer.mode()));
                }
            }
        }
    }

    private void tell(String who, String what, String before, String after) {
        if (!before.equals(after)) {
            audit.accept(new Change(who, what, before, after));
        }
    }

    private static String mode(Enum<?> mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }
}
