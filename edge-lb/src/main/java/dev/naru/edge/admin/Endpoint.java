package dev.naru.edge.admin;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One method of one path of the API.
 *
 * @param path with parameters in braces, as in OpenAPI: {@code /api/upstreams/{upstream}}
 * @param open whether anybody may call it
 */
record Endpoint(String method, String path, boolean open, Handler handler) {
    /** Answers a call. */
    interface Handler {
        /** Null when it has answered by itself. */
        @Nullable
        Reply handle(Call call) throws Problem, IOException;
    }

    /** For those who have the token. */
    static Endpoint of(String method, String path, Handler handler) {
        return new Endpoint(method, path, false, handler);
    }

    /** For everybody who reaches the listener. */
    static Endpoint open(String method, String path, Handler handler) {
        return new Endpoint(method, path, true, handler);
    }

    /** The path's parameters; null when it is another path. */
    @Nullable
    Map<String, String> match(String rawPath) {
        String[] parts = path.split("/", -1);
        String[] asked = rawPath.split("/", -1);
        if (parts.length != asked.length) {
            return null;
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].startsWith("{")) {
                try {
                    parameters.put(
                            parts[i].substring(1, parts[i].length() - 1),
                            URLDecoder.decode(asked[i].replace("+", "%2B"), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException e) {
                    return null; // half an escape
                }
            } else if (!parts[i].equals(asked[i])) {
                return null;
            }
        }
        return parameters;
    }
}
