package dev.naru.edge.server;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.naru.edge.config.DeploymentConfig.Signal;
import dev.naru.edge.deploy.AppSignal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A number of the application's own, asked for over HTTP while a deployment looks. Asking never waits: the answer is there at a later look. Belongs to one thread. */
final class HttpSignal implements AppSignal, AutoCloseable {
    private static final int MOST_BYTES = 256 * 1024;

    private final Signal config;
    private final HttpClient client;
    private @Nullable CompletableFuture<HttpResponse<String>> asked;
    private long askedNanos;
    private int bad;
    private int silent;
    private String text = "not asked yet";

    HttpSignal(Signal config) {
        this.config = config;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofMillis(config.timeoutMs()))
                .build();
    }

    @Override
    public Reading read(String group) {
        CompletableFuture<HttpResponse<String>> waiting = asked;
        if (waiting != null && waiting.isDone()) {
            asked = null;
            take(waiting);
        } else if (waiting == null
                && (askedNanos == 0
                        || System.nanoTime() - askedNanos >= TimeUnit.MILLISECONDS.toNanos(config.intervalMs()))) {
            askedNanos = System.nanoTime();
            asked = ask(group);
        }
        Health health = bad >= config.failures()
                ? Health.BAD
                : silent >= config.failures() && config.holdWhenSilent() ? Health.SILENT : Health.GOOD;
        return new Reading(health, text);
    }

    private CompletableFuture<HttpResponse<String>> ask(String group) {
        String url = config.url().replace("{group}", URLEncoder.encode(group, StandardCharsets.UTF_8));
        return client.sendAsync(
                        HttpRequest.newBuilder(URI.create(url)).build(),
                        HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), MOST_BYTES))
                .orTimeout(config.timeoutMs(), TimeUnit.MILLISECONDS);
    }

    private void take(CompletableFuture<HttpResponse<String>> answer) {
        OptionalDouble number = OptionalDouble.empty();
        if (answer.isCompletedExceptionally()) {
            text = "no answer: " + answer.exceptionNow();
        } else if (answer.resultNow().statusCode() != 200) {
            text = "status " + answer.resultNow().statusCode();
        } else {
            String body = answer.resultNow().body();
            number = config.format() == Signal.Format.JSON ? json(body, config.value()) : sample(body, config.value());
            text = number.isPresent() ? bounds(number.getAsDouble()) : "no number " + config.value() + " in the answer";
        }
        if (number.isEmpty()) {
            silent++;
            return;
        }
        silent = 0;
        Double min = config.min();
        Double max = config.max();
        boolean outside = (min != null && number.getAsDouble() < min) || (max != null && number.getAsDouble() > max);
        bad = outside ? bad + 1 : 0;
    }

    private String bounds(double number) {
        return config.value() + " is " + number + (config.min() == null ? "" : ", at least " + config.min())
                + (config.max() == null ? "" : ", at most " + config.max());
    }

    static OptionalDouble json(String body, String path) {
        try {
            JsonElement at = JsonParser.parseString(body);
            for (String name : path.split("\\.", -1)) {
                at = at.isJsonObject() && at.getAsJsonObject().has(name)
                        ? at.getAsJsonObject().get(name)
                        : JsonNull.INSTANCE;
            }
            return at.isJsonPrimitive() && at.getAsJsonPrimitive().isNumber()
                    ? OptionalDouble.of(at.getAsDouble())
                    : OptionalDouble.empty();
        } catch (JsonParseException e) {
            return OptionalDouble.empty();
        }
    }

    /** A line of Prometheus' text format: name and labels, the number, perhaps a time stamp. */
    static OptionalDouble sample(String body, String name) {
        for (String line : body.split("\n", -1)) {
            if (line.startsWith(name + " ")) {
                String[] words = line.substring(name.length()).strip().split("\\s+", -1);
                try {
                    double number = Double.parseDouble(words[0]);
                    return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
                } catch (NumberFormatException e) {
                    return OptionalDouble.empty();
                }
            }
        }
        return OptionalDouble.empty();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
