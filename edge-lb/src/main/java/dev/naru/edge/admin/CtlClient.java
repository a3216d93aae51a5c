package dev.naru.edge.admin;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.naru.edge.config.AdminConfig;
import dev.naru.edge.config.ConfigReader;
import dev.naru.edge.config.ConfigResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

        /** Why it was refused. */
        String refusal() {
            JsonElement detail = body.get("detail");
            return detail == null ? "status " + status : detail.getAsString();
        }
    }

    CtlClient(String base, String token) {
        this.base = base.replaceAll("/+$", "");
        this.token = token;
    }

    /**
     * A client of the edge that the command line names.
     *
     * @param config a configuration file, whose admin listener it is; null to name it by {@code admin}
     * @param admin the admin listener's URL, which wins over {@code config}
     * @param tokenFile the token's file; null is that of {@code config}
     * @throws CtlArguments.UsageException when the words do not name one
     * @throws IOException when the token cannot be read
     */
    static CtlClient open(@Nullable String config, @Nullable String admin, @Nullable String tokenFile)
            throws CtlArguments.UsageException, IOException {
        if (admin != null) {
            if (tokenFile == null) {
                throw new CtlArguments.UsageException("--admin wants --token-file FILE too");
            }
            if (!admin.matches("https?://[^/]+/*")) {
                throw new CtlArguments.UsageException("--admin wants a URL such as http://127.0.0.1:9900");
            }
            return new CtlClient(admin, token(Path.of(tokenFile)));
        }
        if (config == null) {
            throw new CtlArguments.UsageException("wants --config FILE, or --admin URL with --token-file FILE");
        }
        return switch (ConfigReader.read(Path.of(config))) {
            case ConfigResult.Refused refused ->
                throw new CtlArguments.UsageException(
                        refused.errors().getFirst() + "; with --admin and --token-file no configuration is needed");
            case ConfigResult.Loaded loaded -> {
                AdminConfig its = loaded.config().admin();
                if (its == null) {
                    throw new CtlArguments.UsageException(config + " has no admin listener");
                }
                String host = its.host().equals("0.0.0.0") || its.host().equals("::") ? "127.0.0.1" : its.host();
                String literal = host.indexOf(':') < 0 ? host : "[" + host + "]";
                Path file = tokenFile == null ? its.tokenFile() : Path.of(tokenFile);
                yield new CtlClient("http://" + literal + ":" + its.port(), token(file));
            }
        };
    }

    private static String token(Path file) throws IOException {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IOException("the token file " + file + " cannot be read: give --token-file", e);
        }
    }

    /**
     * Calls once: a change that may have been made is not made again.
     *
     * @param body empty for none
     * @throws IOException when the edge does not answer; the message says what to look at
     */
    Answer call(String method, String path, String body) throws IOException, InterruptedException {
        return answer(path, exchange(method, path, body));
    }

    private Answer answer(String path, HttpResponse<String> response) throws IOException {
        try {
            String text = response.body();
            return new Answer(response.statusCode(), text.isEmpty() ? new JsonObject() : Json.object(text));
        } catch (Problem e) {
            throw new IOException(
                    base + path + " is no admin API: it answers " + response.statusCode() + " without JSON", e);
        }
    }

    /**
     * A document of the API as it is, JSON or not.
     *
     * @throws IOException when there is none; the message says why
     */
    String document(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = exchange("GET", path, "");
        if (response.statusCode() != 200) {
            throw new IOException(answer(path, response).refusal());
        }
        return response.body();
    }

    private HttpResponse<String> exchange(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = request(path)
                .timeout(ANSWER)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return send(() -> http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8)));
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
