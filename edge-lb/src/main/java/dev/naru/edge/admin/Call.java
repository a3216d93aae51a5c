package dev.naru.edge.admin;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** One call of the API: its path's parameters, its query, its body, and who makes it. */
final class Call {
    /** A configuration of the largest deployment is far below. */
    static final int MAX_BODY = 64 * 1024;

    private final HttpExchange exchange;
    private final Map<String, String> parameters;
    private final String who;

    /** @param who for the audit log */
    Call(HttpExchange exchange, Map<String, String> parameters, String who) {
        this.exchange = exchange;
        this.parameters = Map.copyOf(parameters);
        this.who = who;
    }

    HttpExchange exchange() {
        return exchange;
    }

    String who() {
        return who;
    }

    /** A part of the path, decoded. */
    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** A number of the query. */
    int query(String name, int otherwise, int min, int max) throws Problem {
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                String value = URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
                return number(name, value, min, max);
            }
        }
        return otherwise;
    }

    private static int number(String name, String value, int min, int max) throws Problem {
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw Problem.of(
                422, name + ": expected a whole number from " + min + " to " + max + ", found '" + value + "'");
    }

    /**
     * The body as a JSON object with no other keys than these.
     *
     * @throws Problem 413, 400 or 422
     */
    JsonObject body(Set<String> keys) throws Problem, IOException {
        JsonObject body = body();
        for (String key : body.keySet()) {
            if (!keys.contains(key)) {
                throw Problem.of(422, "unknown key '" + key + "'; there are " + String.join(", ", keys));
            }
        }
        return body;
    }

    /** The body as a JSON object. */
    JsonObject body() throws Problem, IOException {
        return Json.object(text());
    }

    private String text() throws Problem, IOException {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] bytes = in.readNBytes(MAX_BODY + 1);
            if (bytes.length > MAX_BODY) {
                throw Problem.of(413, "the body is larger than " + MAX_BODY + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Problem.of(400, "the body is not UTF-8");
        }
    }

    /** A whole number of a body. */
    static int integer(JsonElement value, String name) throws Problem {
        try {
            return value.getAsBigDecimal().intValueExact();
        } catch (ArithmeticException
                | UnsupportedOperationException
                | IllegalStateException
                | NumberFormatException e) {
            throw Problem.of(422, name + ": expected a whole number, found " + value);
        }
    }

    /** A text of a body. */
    static String text(JsonElement value, String name) throws Problem {
        if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isString()) {
            return value.getAsString();
        }
        throw Problem.of(422, name + ": expected a text, found " + value);
    }
}
