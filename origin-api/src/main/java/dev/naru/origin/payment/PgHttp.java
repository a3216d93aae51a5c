package dev.naru.origin.payment;

import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.HttpCall;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** HTTP to one gateway's API: bounded in time, in size and in number at once. Never follows a redirect. */
final class PgHttp {

    private static final int MAX_ANSWER_BYTES = 256 * 1024;
    private static final long MAX_WAIT_S = 1;

    /** @param body as text; may be anything */
    record Reply(int status, String body) {}

    private final Database database;
    private final URI base;
    private final String authorization;
    private final HttpClient client;
    private final Semaphore calls;

    PgHttp(PaymentConfig config, Database database, URI base, String authorization) {
        this.database = database;
        this.base = base;
        this.authorization = authorization;
        this.calls = new Semaphore(config.maxCalls(), true);
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(config.connectTimeout())
                .build();
    }

    Reply get(String path, Duration timeout) throws IOException {
        return send(request(path, timeout).GET().build(), timeout);
    }

    /** @param idempotencyKey null where the gateway knows no such thing */
    Reply post(String path, String json, @Nullable String idempotencyKey, Duration timeout) throws IOException {
        HttpRequest.Builder request = request(path, timeout)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        return send(request.build(), timeout);
    }

    private HttpRequest.Builder request(String path, Duration timeout) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(timeout)
                .header("Accept", "application/json")
                .header("Authorization", authorization);
        // The JDK's client is not instrumented; without tracing, or a span to continue, this adds nothing.
        GlobalOpenTelemetry.getPropagators()
                .getTextMapPropagator()
                .inject(Context.current(), request, HttpRequest.Builder::setHeader);
        return request;
    }

    private Reply send(HttpRequest request, Duration timeout) throws IOException {
        database.requireNoTransaction();
        try {
            if (!calls.tryAcquire(MAX_WAIT_S, TimeUnit.SECONDS)) {
                throw new IOException("too many calls to the gateway at once");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before the call", e);
        }
        try {
            return await(request, timeout);
        } finally {
            calls.release();
        }
    }

    private Reply await(HttpRequest request, Duration timeout) throws IOException {
        CompletableFuture<HttpResponse<String>> call = client.sendAsync(
                request, BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_ANSWER_BYTES));
        HttpResponse<String> response = HttpCall.await(call, timeout);
        return new Reply(response.statusCode(), response.body());
    }
}
