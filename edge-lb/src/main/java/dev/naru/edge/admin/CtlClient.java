package dev.naru.edge.admin;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;

/** Calls the admin API of a running edge. */
final class CtlClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final String base;
    private final String token;

    /**
     * What was answered.
     *
     * @param body a JSON object; a problem when the call was refused
     */
    record Answer(int status, JsonObject body) {
        boolean good() {
            return status < 300;
        }
    }

    CtlClient(String base, String token) {
        this.base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        this.token = token;
    }

    /**
     * Calls once: a change that may have been made is not made again.
     *
     * @param body empty for none
     * @throws IOException when the edge does not answer; the message says what to look at
     */
    Answer call(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = request(path)
                .timeout(ANSWER)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = send(() -> http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8)));
        try {
            String text = response.body();
            return new Answer(response.statusCode(), text.isEmpty() ? new JsonObject() : Json.object(text));
        } catch (Problem e) {
            throw new IOException(
                    base + path + " is no admin API: it answers " + response.statusCode() + " without JSON", e);
        }
    }

    /** The lines of the event stream, as long as it lasts. */
    Stream<String> events() throws IOException, InterruptedException {
        HttpRequest request = request("/api/events").GET().build();
        HttpResponse<Stream<String>> response = send(() -> http.send(request, BodyHandlers.ofLines()));
        if (response.statusCode() != 200) {
            throw new IOException(base + " refuses the event stream with status " + response.statusCode());
        }
        return response.body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer " + token);
    }

    private interface Sending<T> {
        HttpResponse<T> send() throws IOException, InterruptedException;
    }

    private <T> HttpResponse<T> send(Sending<T> sending) throws IOException, InterruptedException {
        try {
            return sending.send();
        } catch (HttpTimeoutException e) {
            throw new IOException(base + " does not answer in time", e);
        } catch (IOException e) {
            throw new IOException(
                    base + " cannot be reached (" + e.getClass().getSimpleName()
                            + "): does the edge run, and has it an admin listener there?",
                    e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        try {
            http.awaitTermination(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
