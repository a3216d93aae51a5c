package dev.naru.edge.server;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;

/** Calls the admin API of an edge under test, over a real connection. */
final class AdminClient implements AutoCloseable {
    static final String TOKEN = "the-token-of-tests";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    /** An answer, with its body as JSON where it is some. */
    record Answer(int status, String type, String body, HttpResponse<String> raw) {
        JsonObject json() {
            return JsonParser.parseString(body).getAsJsonObject();
        }

        String detail() {
            return json().get("detail").getAsString();
        }
    }

    AdminClient(EdgeUnderTest edge) {
        InetSocketAddress address = Objects.requireNonNull(edge.server().adminAddress());
        base = "http://127.0.0.1:" + address.getPort();
    }

    Answer get(String path) throws IOException, InterruptedException {
        return call("GET", path, "");
    }

    Answer call(String method, String path, String body) throws IOException, InterruptedException {
        return call(method, path, body, "Authorization", "Bearer " + TOKEN);
    }

    Answer call(String method, String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.body(),
                response);
    }

    /** Of {@code GET /api/state}: the item with this name of the upstream {@code app}. */
    JsonObject group(String name) throws IOException, InterruptedException {
        for (JsonElement upstream : get("/api/state").json().getAsJsonArray("upstreams")) {
            for (JsonElement group : upstream.getAsJsonObject().getAsJsonArray("groups")) {
                if (group.getAsJsonObject().get("name").getAsString().equals(name)) {
                    return group.getAsJsonObject();
                }
            }
        }
        throw new AssertionError("no group " + name);
    }

    /** The first server of a group. */
    JsonObject server(String group) throws IOException, InterruptedException {
        return group(group).getAsJsonArray("servers").get(0).getAsJsonObject();
    }

    @Override
    public void close() {
        http.close();
    }
}
