package dev.naru.edge.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.naru.edge.proxy.Explanation;
import dev.naru.edge.proxy.RecordJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why a request would go where it goes: said by the code that serves requests, of what is served now. Nothing is sent. */
final class ExplainResource {
    private static final int MAX_HEADERS = 100;

    private final Edge edge;

    ExplainResource(Edge edge) {
        this.edge = edge;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of("POST", "/api/explain", this::explain));
    }

    private Reply explain(Call call) throws Problem, IOException {
        JsonObject body = call.body(Set.of("method", "url", "headers", "client"));
        try {
            Explanation.Question question = Explanation.Question.of(
                    text(body, "method", "GET"),
                    text(body, "url", ""),
                    headers(body.get("headers")),
                    text(body, "client", "127.0.0.1"));
            Explanation explanation = Explanation.of(edge.topology(), question);
            JsonObject json = Json.object(RecordJson.of(explanation));
            json.addProperty("text", explanation.text());
            return Reply.json(json);
        } catch (IllegalArgumentException e) {
            throw Problem.of(422, String.valueOf(e.getMessage()));
        }
    }

    private static String text(JsonObject body, String key, String otherwise) throws Problem {
        JsonElement value = body.get(key);
        return value == null ? otherwise : Call.text(value, key);
    }

    /** A list of {@code Name: value}, or an object of names and values. */
    private static List<String> headers(@Nullable JsonElement value) throws Problem {
        List<String> headers = new ArrayList<>();
        if (value instanceof JsonObject named) {
            for (Map.Entry<String, JsonElement> header : named.entrySet()) {
                headers.add(header.getKey() + ": " + Call.text(header.getValue(), "headers." + header.getKey()));
            }
        } else if (value instanceof JsonArray lines) {
            for (JsonElement line : lines) {
                headers.add(Call.text(line, "headers"));
            }
        } else if (value != null) {
            throw Problem.of(422, "headers: expected an object of names and values, or a list of 'Name: value'");
        }
        if (headers.size() > MAX_HEADERS) {
            throw Problem.of(422, "headers: at most " + MAX_HEADERS);
        }
        return headers;
    }
}
