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

/** Turns a valid configuration into what runs. Whatever can fail fails here, before anything is bound or swapped. */
final class SnapshotCompiler {
    private final Map<String, ServerState> states = new HashMap<>();
    private final Map<String, UpstreamState> upstreamStates = new HashMap<>();
    private final GateCompiler gates = new GateCompiler(EventLog::say);

    /** What rate limits have counted, over all configurations so far. */
    List<LimitStats> limits() {
        return gates.limits();
    }

    /**
     * Compiles a configuration; servers that were known before keep their state.
     *
     * @throws CertificateException when a certificate cannot be used
     */
    Snapshot compile(EdgeConfig config) throws CertificateException {
        Map<String, UpstreamTls> tls = new HashMap<>();
        for (UpstreamConfig upstream : config.upstreams()) {
            UpstreamTlsConfig secure = upstream.tls();
            if (secure != null) {
                tls.put(upstream.name(), UpstreamTls.load(secure));
            }
        }
        Map<String, Certificates> certificates = new HashMap<>();
        for (ListenerConfig listener : config.listeners()) {
            TlsConfig terminated = listener.tls();
            if (terminated != null) {
                certificates.put(listener.name(), Certificates.load(terminated));
            }
        }
        return new Snapshot(config, topology(config, tls), certificates);
    }

    /** What the data plane needs of a configuration, without its certificates: whoever may not read keys can ask about routes. */
    Topology topology(EdgeConfig config) {
        return topology(config, Map.of());
    }

    private Topology topology(EdgeConfig config, Map<String, UpstreamTls> tls) {
        List<Upstream> upstreams = new ArrayList<>();
        int servers = 0;
        for (UpstreamConfig upstream : config.upstreams()) {
            int count = upstream.groups().stream()
                    .mapToInt(group -> group.servers().size())
                    .sum();
            // With nowhere else to go, a server that is taken for down is still the best there is.
            int maxFails = count == 1 ? 0 : upstream.maxFails();
            boolean mandatory = upstream.health() != null && upstream.health().mandatory();
            upstreams.add(Upstream.of(
                    upstreams.size(),
                    upstream,
                    servers,
                    upstreamStates.computeIfAbsent(upstream.name(), name -> new UpstreamState()),
                    key -> states.computeIfAbsent(key, k -> {
                        ServerState state = new ServerState(maxFails, upstream.failTimeoutMs());
                        if (mandatory) {
                            state.awaitFirstCheck();
                        }
                        return state;
                    })));
            limit(upstreams.getLast());
            servers += count;
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

    private static void limit(Upstream upstream) {
        CapacityConfig capacity = upstream.config().resilience().capacity();
        for (Server server : upstream.servers()) {
            server.state().limit(capacity == null ? 0 : capacity.maxInFlight());
        }
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
