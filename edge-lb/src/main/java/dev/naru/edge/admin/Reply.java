package dev.naru.edge.admin;

import com.google.gson.JsonElement;
import java.util.Map;

/**
 * A whole answer.
 *
 * @param headers beside the type and the length
 */
record Reply(int status, String type, String body, Map<String, String> headers) {
    Reply {
        headers = Map.copyOf(headers);
    }

    Reply(int status, String type, String body) {
        this(status, type, body, Map.of());
    }

    static Reply json(JsonElement json) {
        return json(200, json);
    }

    static Reply json(int status, JsonElement json) {
        return new Reply(status, "application/json", Json.write(json) + "\n");
    }

    /** The same with a header. */
    Reply with(String name, String value) {
        return new Reply(status, type, body, Map.of(name, value));
    }
}
