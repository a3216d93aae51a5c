package dev.naru.edge.admin;

import java.util.List;

/** All there is to see of the running edge at once. */
final class StateResource {
    private final Edge edge;
    private final RecentTraffic recent;

    StateResource(Edge edge, RecentTraffic recent) {
        this.edge = edge;
        this.recent = recent;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of("GET", "/api/state", call -> Reply.json(StateJson.of(edge, recent))));
    }
}
