package dev.naru.edge.server;

import dev.naru.edge.deploy.Sample;
import dev.naru.edge.deploy.TrafficPort;
import dev.naru.edge.observe.LoopStats;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.observe.RouteStats;
import dev.naru.edge.observe.ServerStats;
import dev.naru.edge.observe.Traffic;
import dev.naru.edge.observe.TrafficReader;
import dev.naru.edge.proxy.Topology;
import dev.naru.edge.route.Route;
import dev.naru.edge.route.RouteAction;
import dev.naru.edge.upstream.ControlException;
import dev.naru.edge.upstream.Group;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.TrafficControl;
import dev.naru.edge.upstream.Upstream;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The running edge as a deployment sees it. */
final class LiveTraffic implements TrafficPort {
    private final TrafficControl control;
    private final Supplier<Topology> topology;
    private final List<LoopStats> loops;

    /** @param topology what is served now */
    LiveTraffic(TrafficControl control, Supplier<Topology> topology, List<LoopStats> loops) {
        this.control = control;
        this.topology = topology;
        this.loops = loops;
    }

    @Override
    public List<GroupView> groups(String upstream) {
        return control.upstreams().stream()
                .filter(its -> its.name().equals(upstream))
                .flatMap(its -> its.groups().stream())
                .map(group -> view(upstream, group))
                .toList();
    }

    private GroupView view(String upstream, Group group) {
        List<Server> servers =
                group.servers().stream().filter(server -> !server.backup()).toList();
        return new GroupView(
                group.name(),
                group.share(),
                configured(upstream, group.name()),
                servers.size(),
                (int) servers.stream().filter(server -> server.state().up()).count(),
                loops.stream()
                        .flatMap(loop -> loop.servers().stream())
                        .filter(stats -> stats.upstream().equals(upstream)
                                && stats.group().equals(group.name()))
                        .mapToLong(ServerStats::open)
                        .sum(),
                false);
    }

    private int configured(String upstream, String group) {
        for (Upstream its : control.configured()) {
            for (Group candidate : its.groups()) {
                if (its.name().equals(upstream) && candidate.name().equals(group)) {
                    return candidate.weight();
                }
            }
        }
        return 0;
    }

    @Override
    public void weights(String upstream, Map<String, Integer> weights) {
        try {
            control.weights(upstream, weights, "deployment of " + upstream);
        } catch (ControlException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public Sample sample(String upstream, String group) {
        Traffic traffic = new TrafficReader(loops).group(upstream, group);
        return new Sample(
                traffic.requests(),
                traffic.firstByte().count(),
                traffic.errors5xx(),
                traffic.connectErrors() + traffic.timeouts() + traffic.broken(),
                traffic.firstByte());
    }

    @Override
    public Account account(String upstream) {
        long accepted = 0;
        long lost = 0;
        long repeated = 0;
        long unsafe = 0;
        for (RouteStats stats : routes(upstream)) {
            for (Outcome outcome : Outcome.values()) {
                lost += loses(outcome) ? stats.outcomeCount(outcome) : 0;
            }
            accepted += stats.acceptedCount();
            repeated += stats.retries();
            unsafe += stats.unsafeRepeats();
        }
        return new Account(accepted, lost, repeated, unsafe);
    }

    /** Ended by the edge or a back end, without a whole answer of the application. */
    private static boolean loses(Outcome outcome) {
        return switch (outcome.who) {
            case SERVER -> outcome != Outcome.OK && outcome != Outcome.TUNNEL;
            case EDGE, TIMEOUT -> true;
            case CLIENT, POLICY -> false;
        };
    }

    private List<RouteStats> routes(String upstream) {
        List<String> labels = topology.get().routes().routes().stream()
                .filter(route -> route.action() instanceof RouteAction.Proxy proxy
                        && proxy.upstream().equals(upstream))
                .map(LiveTraffic::label)
                .toList();
        return loops.stream()
                .flatMap(loop -> loop.routes().stream())
                .filter(stats -> labels.contains(stats.label()))
                .toList();
    }

    private static String label(Route route) {
        return route.site() + "/" + route.name();
    }
}
