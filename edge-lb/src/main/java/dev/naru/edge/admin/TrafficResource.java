package dev.naru.edge.admin;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.naru.edge.upstream.Adjustment;
import dev.naru.edge.upstream.ControlException;
import dev.naru.edge.upstream.Mode;
import dev.naru.edge.upstream.Overrides;
import dev.naru.edge.upstream.TrafficControl;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Weights and modes of groups and servers. */
final class TrafficResource {
    private static final String GROUP = "/api/upstreams/{upstream}/groups/{group}";
    private static final String SERVER = "/api/upstreams/{upstream}/servers/{server}";

    private final TrafficControl traffic;

    TrafficResource(TrafficControl traffic) {
        this.traffic = traffic;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("PATCH", GROUP, call -> group(call, change(call))),
                Endpoint.of("DELETE", GROUP + "/override", call -> group(call, its -> Adjustment.NONE)),
                Endpoint.of("PATCH", SERVER, call -> server(call, change(call))),
                Endpoint.of("DELETE", SERVER + "/override", call -> server(call, its -> Adjustment.NONE)),
                Endpoint.of("POST", "/api/upstreams/{upstream}/weights", this::weights));
    }

    /** What the body asks for. */
    private static UnaryOperator<Adjustment> change(Call call) throws Problem, IOException {
        JsonObject body = call.body(Set.of("weight", "mode"));
        JsonElement weight = body.get("weight");
        JsonElement mode = body.get("mode");
        if (weight == null && mode == null) {
            throw Problem.of(422, "expected weight, mode or both");
        }
        Integer newWeight = weight == null ? null : Call.integer(weight, "weight");
        Mode newMode = mode == null ? null : mode(Call.text(mode, "mode"));
        return its -> changed(its, newWeight, newMode);
    }

    private static Adjustment changed(Adjustment its, @Nullable Integer weight, @Nullable Mode mode) {
        Adjustment weighted = weight == null ? its : its.weight(weight);
        return mode == null ? weighted : weighted.mode(mode);
    }

    private static Mode mode(String text) throws Problem {
        for (Mode mode : Mode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
                return mode;
            }
        }
        throw Problem.of(422, "mode: expected ready, drain or maintenance, found '" + text + "'");
    }

    private Reply group(Call call, UnaryOperator<Adjustment> change) throws Problem {
        String group = call.parameter("group");
        return apply(
                call, overrides -> overrides.group(call.parameter("upstream"), group, change), Set.of(group), Set.of());
    }

    private Reply server(Call call, UnaryOperator<Adjustment> change) throws Problem {
        String server = call.parameter("server");
        return apply(
                call,
                overrides -> overrides.server(call.parameter("upstream"), server, change),
                Set.of(),
                Set.of(server));
    }

    private Reply weights(Call call) throws Problem, IOException {
        Map<String, Integer> weights = new LinkedHashMap<>();
        for (Map.Entry<String, JsonElement> entry : call.body().entrySet()) {
            weights.put(entry.getKey(), Call.integer(entry.getValue(), entry.getKey()));
        }
        if (weights.isEmpty()) {
            throw Problem.of(422, "expected at least one group and its weight, such as {\"prod1\":75,\"prod2\":25}");
        }
        String upstream = call.parameter("upstream");
        checkNames(upstream, weights.keySet(), Set.of());
        try {
            traffic.weights(upstream, weights, call.who());
        } catch (ControlException e) {
            throw problem(e);
        }
        return Reply.json(StateJson.weights(traffic, upstream));
    }

    private Reply apply(Call call, UnaryOperator<Overrides> edit, Set<String> groups, Set<String> servers)
            throws Problem {
        String upstream = call.parameter("upstream");
        checkNames(upstream, groups, servers);
        try {
            traffic.change(edit, call.who());
        } catch (ControlException e) {
            throw problem(e);
        }
        return Reply.json(StateJson.weights(traffic, upstream));
    }

    private void checkNames(String upstream, Set<String> groups, Set<String> servers) throws Problem {
        var known = traffic.configured().stream()
                .filter(one -> one.name().equals(upstream))
                .findFirst()
                .orElseThrow(() -> Problem.of(404, "there is no upstream " + upstream));
        for (String group : groups) {
            if (known.groups().stream().noneMatch(one -> one.name().equals(group))) {
                throw Problem.of(404, "upstream " + upstream + " has no group " + group);
            }
        }
        for (String server : servers) {
            if (known.servers().stream().noneMatch(one -> one.name().equals(server))) {
                throw Problem.of(404, "upstream " + upstream + " has no server " + server);
            }
        }
    }

    static Problem problem(ControlException e) {
        int status =
                switch (e.kind()) {
                    case UNKNOWN -> 404;
                    case INVALID -> 422;
                    case CONFLICT -> 409;
                };
        return Problem.of(status, String.valueOf(e.getMessage()));
    }
}
