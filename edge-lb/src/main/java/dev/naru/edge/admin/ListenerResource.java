package dev.naru.edge.admin;

import dev.naru.edge.upstream.ControlException;
import java.util.List;

/** Draining listeners. */
final class ListenerResource {
    private final Edge edge;

    ListenerResource(Edge edge) {
        this.edge = edge;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("POST", "/api/listeners/{listener}/drain", call -> drain(call, true)),
                Endpoint.of("POST", "/api/listeners/{listener}/resume", call -> drain(call, false)));
    }

    private Reply drain(Call call, boolean on) throws Problem {
        String name = call.parameter("listener");
        try {
            edge.drain(name, on, call.who());
        } catch (ControlException e) {
            throw TrafficResource.problem(e);
        }
        return edge.listeners().stream()
                .filter(listener -> listener.name().equals(name))
                .findFirst()
                .map(listener -> Reply.json(StateJson.listener(listener)))
                .orElseThrow(() -> Problem.of(404, "the listener " + name + " has just left"));
    }
}
