package dev.naru.edge.admin;

import java.util.List;

/** All there is to see of the running edge at once. */
final class StateResource {
    private final Edge edge;

    StateResource(Edge edge) {
        this.edge = edge;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of("GET", "/api/state", call -> Reply.json(StateJson.of(edge))));
    }
}
