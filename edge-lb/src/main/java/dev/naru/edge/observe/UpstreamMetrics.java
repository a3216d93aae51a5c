package dev.naru.edge.observe;

import dev.naru.edge.upstream.Places;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.ServerState.Bar;
import dev.naru.edge.upstream.Upstream;
import java.util.List;
import java.util.function.ToLongFunction;

/** What policies have decided about upstreams and servers, in the Prometheus text format. */
final class UpstreamMetrics {
    private UpstreamMetrics() {}

    static void render(StringBuilder out, List<Upstream> upstreams) {
        upstream(
                out,
                upstreams,
                "edge_upstream_panic",
                "gauge",
                "1 while most servers seem ill and doubted ones are used.",
                u -> u.state().inPanic() ? 1 : 0);
        upstream(out, upstreams, "edge_upstream_waiting", "gauge", "Requests that wait for a server.", u -> u.state()
                .waiting()
                .waiting());
        upstream(
                out,
                upstreams,
                "edge_upstream_active",
                "gauge",
                "Requests given to the upstream that have not ended.",
                u -> u.state().active());
        upstream(
                out,
                upstreams,
                "edge_retries_refused_total",
                "counter",
                "Repetitions that the retry budget did not allow.",
                u -> u.state().retriesRefused());
        server(
                out,
                upstreams,
                "edge_server_up",
                "1 while the server is taken for healthy.",
                s -> s.state().up() ? 1 : 0);
        server(
                out,
                upstreams,
                "edge_server_ejected",
                "1 while the server is ejected as an outlier.",
                s -> s.state().barred(Bar.EJECTED) ? 1 : 0);
        server(
                out,
                upstreams,
                "edge_server_breaker",
                "Of the circuit breaker: 0 closed, 1 half-open, 2 open.",
                s -> s.state().breaker());
        server(
                out,
                upstreams,
                "edge_server_share",
                "Thousandths of its turns that a starting server takes.",
                s -> s.state().share());
        server(out, upstreams, "edge_server_limit", "Requests the server may have in flight; 0 is no limit.", s -> {
            Places places = s.state().places();
            return places == null || places.limit() == Integer.MAX_VALUE ? 0 : places.limit();
        });
    }

    private static void upstream(
            StringBuilder out,
            List<Upstream> upstreams,
            String name,
            String type,
            String help,
            ToLongFunction<Upstream> value) {
        Metrics.head(out, name, type, help);
        for (Upstream upstream : upstreams) {
            Metrics.line(out, name, "upstream=\"" + upstream.name() + "\"", value.applyAsLong(upstream));
        }
    }

    private static void server(
            StringBuilder out, List<Upstream> upstreams, String name, String help, ToLongFunction<Server> value) {
        Metrics.head(out, name, "gauge", help);
        for (Upstream upstream : upstreams) {
            for (Server s : upstream.servers()) {
                Metrics.line(out, name, Metrics.serverLabels(s.upstream(), s.group(), s.name()), value.applyAsLong(s));
            }
        }
    }
}
