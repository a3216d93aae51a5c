package dev.naru.edge.admin;

import dev.naru.edge.observe.MetricsFormat;
import java.util.List;

/** What anybody may ask who reaches the listener: load balancers and Prometheus have no token. */
final class ObserveResource {
    private final Edge edge;

    ObserveResource(Edge edge) {
        this.edge = edge;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.open("GET", "/health", call -> health()),
                Endpoint.open(
                        "GET",
                        "/metrics",
                        call -> metrics(MetricsFormat.wanted(
                                call.exchange().getRequestHeaders().getFirst("Accept")))));
    }

    private Reply metrics(MetricsFormat format) {
        return new Reply(200, format.contentType(), edge.metrics(format));
    }

    private Reply health() {
        return edge.ready()
                ? new Reply(200, "application/json", "{\"status\":\"ready\"}\n")
                : new Reply(503, "application/json", "{\"status\":\"draining\"}\n");
    }
}
