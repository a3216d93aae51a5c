package dev.naru.edge.proxy;

import dev.naru.edge.config.AccessLogConfig;
import dev.naru.edge.config.Cidr;
import dev.naru.edge.config.LimitsConfig;
import dev.naru.edge.policy.Gates;
import dev.naru.edge.route.RouteTable;
import dev.naru.edge.tls.UpstreamTls;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.Upstream;
import java.util.List;
import java.util.Map;

/**
 * What the data plane needs of a configuration: immutable, shared by all loops, replaced whole.
 *
 * @param tls by upstream name, for those that speak it
 * @param affinities by the index of their route
 */
public record Topology(
        RouteTable routes,
        Gates gates,
        List<Upstream> upstreams,
        LimitsConfig limits,
        AccessLogConfig accessLog,
        List<Cidr> trustedProxies,
        Map<String, UpstreamTls> tls,
        Map<Integer, AffinityRule> affinities) {
    public Topology {
        upstreams = List.copyOf(upstreams);
        trustedProxies = List.copyOf(trustedProxies);
        tls = Map.copyOf(tls);
        affinities = Map.copyOf(affinities);
    }

    /** The same with other weights and modes. */
    public Topology with(List<Upstream> changed) {
        return new Topology(routes, gates, changed, limits, accessLog, trustedProxies, tls, affinities);
    }

    /** All servers, in the order of their indexes. */
    public List<Server> servers() {
        return upstreams.stream()
                .flatMap(upstream -> upstream.servers().stream())
                .toList();
    }
}
