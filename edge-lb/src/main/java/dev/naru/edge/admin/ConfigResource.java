package dev.naru.edge.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/** The configuration file: reloading it, and how it differs from what is served. */
final class ConfigResource {
    private final Edge edge;

    ConfigResource(Edge edge) {
        this.edge = edge;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("POST", "/api/reload", this::reload), Endpoint.of("GET", "/api/config/diff", this::diff));
    }

    private Reply diff(Call call) {
        ConfigDiff diff = edge.diff();
        JsonObject json = new JsonObject();
        json.addProperty("equal", diff.equal());
        json.add("errors", texts(diff.errors()));
        json.add("file", differences(diff.file()));
        json.add("overrides", differences(diff.overrides()));
        return Reply.json(json);
    }

    private static JsonArray differences(List<ConfigDiff.Difference> differences) {
        JsonArray array = new JsonArray();
        for (ConfigDiff.Difference difference : differences) {
            JsonObject json = new JsonObject();
            json.addProperty("key", difference.key());
            json.addProperty("running", difference.running());
            json.addProperty("file", difference.file());
            array.add(json);
        }
        return array;
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
