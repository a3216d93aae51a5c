package dev.naru.edge.observe;

import dev.naru.edge.upstream.Group;
import dev.naru.edge.upstream.Places;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.ServerState.Bar;
import dev.naru.edge.upstream.Upstream;
import java.util.List;
import java.util.function.ToLongFunction;

/** What policies have decided about upstreams, groups and servers. */
final class UpstreamMetrics {
    private UpstreamMetrics() {}

    static void expose(Exposition out, List<Upstream> upstreams) {
        out.gauge("edge_upstream_panic", "1 while most servers seem ill and doubted ones are used.");
        upstream(out, upstreams, u -> u.state().inPanic() ? 1 : 0);
        out.gauge("edge_upstream_waiting", "Requests that wait for a server.");
        upstream(out, upstreams, u -> u.state().waiting().waiting());
        out.gauge("edge_upstream_active", "Requests given to the upstream that have not ended.");
        upstream(out, upstreams, u -> u.state().active());
        out.counter("edge_retries_refused", "Repetitions that the retry budget did not allow.");
        upstream(out, upstreams, u -> u.state().retriesRefused());
        out.gauge("edge_group_weight", "Weight of the group among those of its upstream.");
        for (Upstream upstream : upstreams) {
            for (Group group : upstream.groups()) {
                out.value(Exposition.labels("upstream", upstream.name(), "group", group.name()), group.weight());
            }
        }
        out.gauge("edge_server_up", "1 while the server is taken for healthy.");
        server(out, upstreams, s -> s.state().up() ? 1 : 0);
        out.gauge("edge_server_ejected", "1 while the server is ejected as an outlier.");
        server(out, upstreams, s -> s.state().barred(Bar.EJECTED) ? 1 : 0);
        out.gauge("edge_server_breaker", "Of the circuit breaker: 0 closed, 1 half-open, 2 open.");
        server(out, upstreams, s -> s.state().breaker());
        out.gauge("edge_server_share", "Thousandths of its turns that a starting server takes.");
        server(out, upstreams, s -> s.state().share());
        out.gauge("edge_server_limit", "Requests the server may have in flight; 0 is no limit.");
        server(out, upstreams, s -> {
            Places places = s.state().places();
            return places == null || places.limit() == Integer.MAX_VALUE ? 0 : places.limit();
        });
    }

    private static void upstream(Exposition out, List<Upstream> upstreams, ToLongFunction<Upstream> value) {
        for (Upstream upstream : upstreams) {
            out.value(Exposition.labels("upstream", upstream.name()), value.applyAsLong(upstream));
        }
    }

    private static void server(Exposition out, List<Upstream> upstreams, ToLongFunction<Server> value) {
        for (Upstream upstream : upstreams) {
            for (Server s : upstream.servers()) {
                out.value(ServerMetrics.labels(s.upstream(), s.group(), s.name()), value.applyAsLong(s));
            }
        }
    }
}
