package dev.naru.edge.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.naru.edge.observe.LoopStats;
import dev.naru.edge.proxy.ConnectionView;
import dev.naru.edge.upstream.ControlException;
import java.util.List;

/** Listeners and the connections that they accepted: who is there, and draining. */
final class ListenerResource {
    private static final int MAX_CONNECTIONS = 10_000;

    private final Edge edge;

    ListenerResource(Edge edge) {
        this.edge = edge;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("GET", "/api/connections", this::connections),
                Endpoint.of("POST", "/api/listeners/{listener}/drain", call -> drain(call, true)),
                Endpoint.of("POST", "/api/listeners/{listener}/resume", call -> drain(call, false)));
    }

    private Reply connections(Call call) throws Problem {
        JsonArray all = new JsonArray();
        for (ConnectionView view : edge.connections(call.query("limit", 100, 1, MAX_CONNECTIONS))) {
            JsonObject json = new JsonObject();
            json.addProperty("client", view.client());
            json.addProperty("listener", view.listener());
            json.addProperty("tls", view.tls());
            json.addProperty("state", view.state());
            json.addProperty("openMs", view.openMs());
            json.addProperty("requests", view.requests());
            json.addProperty("route", view.route());
            json.addProperty("server", view.server());
            json.addProperty("requestMs", view.requestMs());
            all.add(json);
        }
        JsonObject json = new JsonObject();
        json.addProperty(
                "open", edge.stats().stream().mapToLong(LoopStats::clientsOpen).sum());
        json.add("connections", all);
        return Reply.json(json);
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
