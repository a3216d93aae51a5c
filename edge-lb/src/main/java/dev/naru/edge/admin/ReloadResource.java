package dev.naru.edge.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/** Reloading the configuration file. */
final class ReloadResource {
    private final Edge edge;

    ReloadResource(Edge edge) {
        this.edge = edge;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of("POST", "/api/reload", this::reload));
    }

    private Reply reload(Call call) {
        ReloadReport report = edge.reload(call.who());
        JsonObject json = new JsonObject();
        json.addProperty("taken", report.taken());
        json.add("errors", texts(report.errors()));
        json.add("warnings", texts(report.warnings()));
        return Reply.json(report.taken() ? 200 : 422, json);
    }

    private static JsonArray texts(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }
}
