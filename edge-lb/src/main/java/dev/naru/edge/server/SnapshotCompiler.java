package dev.naru.edge.server;

import dev.naru.edge.config.AffinityConfig;
import dev.naru.edge.config.CapacityConfig;
import dev.naru.edge.config.EdgeConfig;
import dev.naru.edge.config.HmacKeys;
import dev.naru.edge.config.ListenerConfig;
import dev.naru.edge.config.RouteConfig;
import dev.naru.edge.config.TlsConfig;
import dev.naru.edge.config.UpstreamConfig;
import dev.naru.edge.config.UpstreamTlsConfig;
import dev.naru.edge.observe.EventLog;
import dev.naru.edge.observe.LimitStats;
import dev.naru.edge.policy.GateCompiler;
import dev.naru.edge.proxy.AffinityRule;
import dev.naru.edge.proxy.Topology;
import dev.naru.edge.route.Route;
import dev.naru.edge.route.RouteAction;
import dev.naru.edge.route.RouteTable;
import dev.naru.edge.tls.CertificateException;
import dev.naru.edge.tls.Certificates;
import dev.naru.edge.tls.UpstreamTls;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.ServerState;
import dev.naru.edge.upstream.Upstream;
import dev.naru.edge.upstream.UpstreamState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Turns a valid configuration into what runs. Whatever can fail fails here, before anything is bound or swapped; nothing of what runs is touched until the result is
 * {@linkplain #commit committed}.
 */
final class SnapshotCompiler {
    private final Map<String, ServerState> states = new HashMap<>();
    private final Map<String, UpstreamState> upstreamStates = new HashMap<>();
    private final GateCompiler gates = new GateCompiler(EventLog::say);

    private final UnaryOperator<EdgeConfig> expansion;

    /** One that leaves names of servers unresolved: nobody is asked, and nothing can be sent to them. */
    SnapshotCompiler() {
        this(UnaryOperator.identity());
    }

    /** @param expansion puts servers in the place of their names */
    SnapshotCompiler(UnaryOperator<EdgeConfig> expansion) {
        this.expansion = expansion;
    }

    /** What rate limits have counted, over all configurations so far. */
    List<LimitStats> limits() {
        return gates.limits();
    }

    /**
     * Compiles a configuration; servers that are known keep their state, and TLS with the same settings its certificates and sessions.
     *
     * @param running what is served now; null at the start
     * @throws CertificateException when a certificate cannot be used
     * @throws IllegalArgumentException when a file that the configuration names has become wrong since it was read
     */
    Snapshot compile(EdgeConfig config, @Nullable Snapshot running) throws CertificateException {
        Map<String, UpstreamTls> tls = new HashMap<>();
        for (UpstreamConfig upstream : config.upstreams()) {
            UpstreamTlsConfig secure = upstream.tls();
            if (secure != null) {
                UpstreamTls known = running == null ? null : running.upstreamTls(secure);
                tls.put(upstream.name(), known == null ? UpstreamTls.load(secure) : known);
            }
        }
        Map<String, Certificates> certificates = new HashMap<>();
        for (ListenerConfig listener : config.listeners()) {
            TlsConfig terminated = listener.tls();
            if (terminated != null) {
                Certificates known = running == null ? null : running.certificates(terminated);
                certificates.put(listener.name(), known == null ? Certificates.load(terminated) : known);
            }
        }
        Map<String, ServerState> used = new HashMap<>();
        return new Snapshot(config, topology(expansion.apply(config), tls, used), used, certificates);
    }

    /** What the data plane needs of a configuration, without its certificates: whoever may not read keys can ask about routes. */
    Topology topology(EdgeConfig config) {
        return topology(config, Map.of(), new HashMap<>());
    }

    /** @param used gets the states of its servers, known and new */
    private Topology topology(EdgeConfig config, Map<String, UpstreamTls> tls, Map<String, ServerState> used) {
        List<Upstream> upstreams = new ArrayList<>();
        int servers = 0;
        for (UpstreamConfig upstream : config.upstreams()) {
            int maxFails = maxFails(upstream);
            boolean mandatory = upstream.health() != null && upstream.health().mandatory();
            upstreams.add(Upstream.of(
                    upstreams.size(),
                    upstream,
                    servers,
                    upstreamStates.getOrDefault(upstream.name(), new UpstreamState()),
                    key -> used.computeIfAbsent(key, k -> {
                        ServerState known = states.get(k);
                        return known == null ? state(maxFails, upstream.failTimeoutMs(), mandatory) : known;
                    })));
            servers += upstreams.getLast().servers().size();
        }
        RouteTable routes = RouteTable.compile(config);
        return new Topology(
                routes,
                gates.compile(config),
                upstreams,
                config.limits(),
                config.accessLog(),
                config.trustedProxies(),
                tls,
                affinities(config, routes));
    }

    private static ServerState state(int maxFails, long failTimeoutMs, boolean mandatory) {
        ServerState state = new ServerState(maxFails, failTimeoutMs);
        if (mandatory) {
            state.awaitFirstCheck();
        }
        return state;
    }

    /** With nowhere else to go, a server that is taken for down is still the best there is. */
    private static int maxFails(UpstreamConfig upstream) {
        int servers = upstream.groups().stream()
                .mapToInt(group -> group.servers().size())
                .sum();
        return servers == 1 ? 0 : upstream.maxFails();
    }

    /** This is what runs now: its settings hold for the servers that were there before, and what it lacks is forgotten. */
    void commit(Snapshot snapshot) {
        states.clear();
        states.putAll(snapshot.states());
        upstreamStates.clear();
        for (Upstream upstream : snapshot.topology().upstreams()) {
            upstreamStates.put(upstream.name(), upstream.state());
            UpstreamConfig config = upstream.config();
            for (Server server : upstream.servers()) {
                ServerState state = server.state();
                state.passiveHealth(maxFails(config), config.failTimeoutMs());
                if (config.health() == null) {
                    state.bar(ServerState.Bar.CHECKS, false);
                    state.bar(ServerState.Bar.COLD, false);
                }
                CapacityConfig capacity = config.resilience().capacity();
                if (capacity == null || capacity.adaptive() == null || state.places() == null) {
                    state.limit(capacity == null ? 0 : capacity.maxInFlight());
                }
            }
        }
        gates.commit(snapshot.topology().gates());
    }

    /** By the index that the table gives their routes. */
    private static Map<Integer, AffinityRule> affinities(EdgeConfig config, RouteTable routes) {
        List<RouteConfig> configured =
                config.sites().stream().flatMap(site -> site.routes().stream()).toList();
        Map<Integer, AffinityRule> rules = new HashMap<>();
        for (Route route : routes.routes()) {
            AffinityConfig affinity = configured.get(route.index()).affinity();
            if (affinity != null && route.action() instanceof RouteAction.Proxy proxy) {
                AffinityConfig.Cookie cookie = affinity.cookie();
                List<byte[]> keys = cookie == null ? List.of() : HmacKeys.read(cookie.keyFile());
                rules.put(route.index(), new AffinityRule(affinity, proxy.upstreamIndex(), keys));
            }
        }
        return rules;
    }
}
