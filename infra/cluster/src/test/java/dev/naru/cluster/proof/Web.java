package dev.naru.cluster.proof;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HTTP as a browser or a script speaks it: under the public names, to any port of 127.0.0.1, following no redirect. The JVM must run with
 * {@code -Djdk.httpclient.allowRestrictedHeaders=host}, which the pom sees to.
 */
final class Web {
    /** The whole answer's time. Longer than any timeout of the services, so that giving up early is a choice of the shopper's. */
    static final Duration PATIENT = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    /** @param location empty when there is none */
    record Answer(int status, String body, String location) {
        boolean refused() {
            return status >= 400 && status < 500;
        }

        /** May be different a moment later. */
        boolean passing() {
            return status >= 500 || status == 429 || (status == 409 && body.contains("request-in-flight"));
        }
    }

    /**
     * One exchange.
     *
     * @param host the Host header
     * @param target path and query
     * @param headers none makes it a GET
     * @throws IOException no whole answer in time
     */
    Answer send(int port, String host, String target, Map<String, String> headers, String body, Duration timeout)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                .header("Host", host);
        headers.forEach(request::header);
        if (!headers.isEmpty()) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        CompletableFuture<HttpResponse<String>> call =
                client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
        try {
            HttpResponse<String> response = call.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(
                    response.statusCode(),
                    response.body(),
                    response.headers().firstValue("Location").orElse(""));
        } catch (TimeoutException e) {
            call.cancel(true);
            throw new IOException("no answer within " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
