package dev.naru.edge.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.naru.edge.observe.LoopStats;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.observe.RouteStats;
import dev.naru.edge.observe.ServerStats;
import dev.naru.edge.observe.Traffic;
import dev.naru.edge.observe.TrafficReader;
import dev.naru.edge.route.Route;
import dev.naru.edge.route.RouteAction;
import dev.naru.edge.route.Site;
import dev.naru.edge.upstream.Group;
import dev.naru.edge.upstream.Mode;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.ServerState.Bar;
import dev.naru.edge.upstream.TrafficControl;
import dev.naru.edge.upstream.Upstream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The running edge as JSON. */
final class StateJson {
    private final Edge edge;
    private final List<LoopStats> loops;
    private final TrafficReader traffic;

    private StateJson(Edge edge) {
        this.edge = edge;
        this.traffic = new TrafficReader(edge.stats());
        this.loops = edge.stats();
    }

    static JsonObject of(Edge edge) {
        StateJson state = new StateJson(edge);
        JsonObject json = new JsonObject();
        json.add("edge", info(edge.info()));
        json.add("listeners", array(edge.listeners().stream().map(StateJson::listener)));
        json.add("sites", array(edge.topology().routes().sites().stream().map(state::site)));
        json.add("upstreams", array(edge.topology().upstreams().stream().map(state::upstream)));
        json.add("account", state.account());
        return json;
    }

    private static JsonArray array(Stream<JsonObject> items) {
        JsonArray array = new JsonArray();
        items.forEach(array::add);
        return array;
    }

    private static JsonObject info(EdgeInfo info) {
        JsonObject json = new JsonObject();
        json.addProperty("version", info.version());
        json.addProperty("startedAt", info.startedAt().toString());
        json.addProperty("state", info.state());
        json.addProperty("transport", info.transport());
        json.addProperty("eventLoops", info.eventLoops());
        json.addProperty("configFile", info.configFile());
        json.addProperty("configHash", info.configHash());
        json.addProperty("reloadedAt", text(info.reloadedAt()));
        json.addProperty("reloads", info.reloads());
        json.addProperty("lastReloadError", info.lastReloadError());
        return json;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    static JsonObject listener(ListenerInfo listener) {
        JsonObject json = new JsonObject();
        json.addProperty("name", listener.name());
        json.addProperty("address", listener.address());
        json.addProperty("tls", listener.tls());
        json.addProperty("open", listener.open());
        json.addProperty("draining", listener.draining());
        return json;
    }

    // ---- sites and routes

    private JsonObject site(Site site) {
        JsonObject json = new JsonObject();
        json.addProperty("name", site.name());
        JsonArray hosts = new JsonArray();
        site.hosts().forEach(hosts::add);
        json.add("hosts", hosts);
        json.add("routes", array(site.routes().stream().map(this::route)));
        return json;
    }

    private JsonObject route(Route route) {
        JsonObject json = new JsonObject();
        json.addProperty("name", route.name());
        json.addProperty("match", route.path().toString());
        RouteAction action = route.action();
        json.addProperty(
                "action",
                switch (action) {
                    case RouteAction.Proxy proxy -> "proxy";
                    case RouteAction.Respond respond -> "respond";
                    default -> "redirect";
                });
        json.addProperty("upstream", action instanceof RouteAction.Proxy proxy ? proxy.upstream() : null);
        json.addProperty("requests", ofRoute(route, RouteStats::acceptedCount));
        json.addProperty("errors5xx", ofRoute(route, stats -> stats.classCount(5)));
        return json;
    }

    private long ofRoute(Route route, ToLongFunction<RouteStats> value) {
        return loops.stream()
                .flatMap(loop -> loop.routes().stream())
                .filter(stats ->
                        stats.site().equals(route.site()) && stats.route().equals(route.name()))
                .mapToLong(value)
                .sum();
    }

    // ---- upstreams

    private JsonObject upstream(Upstream upstream) {
        Upstream configured = configured(edge.traffic(), upstream);
        JsonObject json = new JsonObject();
        json.addProperty("name", upstream.name());
        json.addProperty(
                "balance",
                upstream.config()
                        .balance()
                        .policy()
                        .name()
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-'));
        json.addProperty("panic", upstream.state().inPanic());
        json.addProperty("waiting", upstream.state().waiting().waiting());
        JsonArray groups = new JsonArray();
        for (Group group : upstream.groups()) {
            JsonObject its = weight(group, configured);
            JsonArray servers = array(group.servers().stream().map(server -> server(server, group, configured)));
            its.addProperty("drained", group.servers().stream().allMatch(server -> drained(server, group)));
            its.add("servers", servers);
            groups.add(its);
        }
        json.add("groups", groups);
        return json;
    }

    /** Without overrides. */
    private static Upstream configured(TrafficControl traffic, Upstream served) {
        return traffic.configured().stream()
                .filter(upstream -> upstream.name().equals(served.name()))
                .findFirst()
                .orElse(served);
    }

    private static JsonObject weight(Group group, Upstream configured) {
        JsonObject json = new JsonObject();
        json.addProperty("name", group.name());
        json.addProperty("weight", group.weight());
        json.addProperty(
                "configuredWeight",
                configured.groups().stream()
                        .filter(one -> one.name().equals(group.name()))
                        .findFirst()
                        .orElse(group)
                        .weight());
        json.addProperty("mode", mode(group.mode()));
        return json;
    }

    private static String mode(Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    private JsonObject server(Server server, Group group, Upstream configured) {
        List<ServerStats> stats = stats(server);
        JsonObject json = weight(server, configured);
        json.addProperty("address", text(server.address()));
        json.addProperty("backup", server.backup());
        json.addProperty("up", server.state().up());
        json.addProperty("reason", reason(server));
        json.addProperty("drained", drained(server, group));
        json.addProperty("inFlight", sum(stats, ServerStats::inFlight));
        json.addProperty("idle", sum(stats, ServerStats::idleConnections));
        json.addProperty("requests", sum(stats, ServerStats::requests));
        Traffic since = traffic.server(server.upstream(), server.name());
        json.addProperty("errors4xx", since.errors4xx());
        json.addProperty("errors5xx", since.errors5xx());
        json.addProperty("connectErrors", since.connectErrors());
        json.addProperty("timeouts", since.timeouts());
        json.addProperty("p50Ms", since.firstByte().quantileMs(0.5));
        json.addProperty("p95Ms", since.firstByte().quantileMs(0.95));
        json.addProperty("p99Ms", since.firstByte().quantileMs(0.99));
        return json;
    }

    private static JsonObject weight(Server server, Upstream configured) {
        JsonObject json = new JsonObject();
        json.addProperty("name", server.name());
        json.addProperty("weight", server.weight());
        json.addProperty(
                "configuredWeight",
                configured.servers().stream()
                        .filter(one -> one.name().equals(server.name()))
                        .findFirst()
                        .orElse(server)
                        .weight());
        json.addProperty("mode", mode(server.mode()));
        return json;
    }

    private List<ServerStats> stats(Server server) {
        return loops.stream()
                .flatMap(loop -> loop.servers().stream())
                .filter(stats -> stats.server().equals(server.name())
                        && stats.group().equals(server.group())
                        && stats.upstream().equals(server.upstream()))
                .toList();
    }

    private static long sum(List<ServerStats> stats, ToLongFunction<ServerStats> value) {
        return stats.stream().mapToLong(value).sum();
    }

    /** Whether it may be stopped: it takes nothing new, and nothing is open to it. */
    private boolean drained(Server server, Group group) {
        return (group.share() == 0 || !server.takesNew()) && sum(stats(server), ServerStats::open) == 0;
    }

    /** Why it is down; null while it is up. */
    private static @Nullable String reason(Server server) {
        if (server.state().up()) {
            return null;
        }
        if (server.state().barred(Bar.COLD)) {
            return "has not passed a health check since it was started or could not be reached";
        }
        if (server.state().barred(Bar.CHECKS)) {
            return "fails its health checks";
        }
        if (server.state().barred(Bar.EJECTED)) {
            return "ejected as an outlier";
        }
        if (server.state().barred(Bar.BREAKER)) {
            return "its circuit breaker is open";
        }
        return "failed maxFails times within failTimeoutMs";
    }

    private static String text(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? inet.getHostString() + ":" + inet.getPort()
                : "unix:" + address;
    }

    /** Weights and modes of one upstream, as a change of them is answered. */
    static JsonObject weights(TrafficControl traffic, String name) throws Problem {
        Upstream upstream = traffic.upstreams().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.of(404, "there is no upstream " + name));
        Upstream configured = configured(traffic, upstream);
        JsonObject json = new JsonObject();
        json.addProperty("name", name);
        JsonArray groups = new JsonArray();
        for (Group group : upstream.groups()) {
            JsonObject its = weight(group, configured);
            its.add("servers", array(group.servers().stream().map(server -> weight(server, configured))));
            groups.add(its);
        }
        json.add("groups", groups);
        return json;
    }

    // ---- the account

    private JsonObject account() {
        long accepted = routes(RouteStats::acceptedCount);
        long ended = 0;
        JsonObject outcomes = new JsonObject();
        for (Outcome outcome : Outcome.values()) {
            long count = routes(stats -> stats.outcomeCount(outcome));
            ended += count;
            if (count > 0) {
                outcomes.addProperty(outcome.code, count);
            }
        }
        JsonObject json = new JsonObject();
        json.addProperty("accepted", accepted);
        json.addProperty("inFlight", Math.max(0, accepted - ended));
        json.add("outcomes", outcomes);
        return json;
    }

    private long routes(ToLongFunction<RouteStats> value) {
        return loops.stream()
                .flatMap(loop -> loop.routes().stream())
                .mapToLong(value)
                .sum();
    }
}
