package dev.naru.edge.policy;

import dev.naru.edge.config.TokenIssuerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Key sets from files and URLs: at most 256 KiB, within a time, and redirects are not followed. */
final class JwksSources {
    private static final int MAX_BYTES = 256 * 1024;

    private JwksSources() {}

    static TokenKeys.Source of(TokenIssuerConfig config) {
        Path file = config.jwksFile();
        URI url = config.jwksUrl();
        if (url != null) {
            return new Url(url, config.timeoutMs());
        }
        if (file != null) {
            return () -> file(file);
        }
        throw new IllegalArgumentException("issuer " + config.name() + " has neither file nor URL");
    }

    private static String file(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException(file + " is larger than " + MAX_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private record Url(URI url, int timeoutMs) implements TokenKeys.Source {
        @Override
        public String read() throws IOException, InterruptedException {
            Duration timeout = Duration.ofMillis(timeoutMs);
            // One client a fetch: there is one every few minutes, and none of its threads should stay for that.
            try (HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(timeout)
                    .build()) {
                HttpRequest request = HttpRequest.newBuilder(url)
                        .timeout(timeout)
                        .header("Accept", "application/json")
                        .build();
                CompletableFuture<HttpResponse<String>> call = client.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_BYTES));
                try {
                    // the request's own timeout ends with the head; this one holds for the body too
                    HttpResponse<String> response = call.get(timeoutMs, TimeUnit.MILLISECONDS);
                    if (response.statusCode() != 200) {
                        throw new IOException(url + " answers with status " + response.statusCode());
                    }
                    return response.body();
                } catch (TimeoutException e) {
                    throw new IOException(url + " does not answer within " + timeoutMs + " ms", e);
                } catch (ExecutionException e) {
                    throw new IOException(url + ": " + e.getCause(), e);
                } finally {
                    client.shutdownNow();
                }
            }
        }
    }
}
