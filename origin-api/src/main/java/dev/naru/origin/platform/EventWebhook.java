package dev.naru.origin.platform;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Tells one receiver by HTTP POST, signed as Standard Webhooks 1.0 has it: {@code webhook-signature: v1,<base64 HMAC-SHA256(id + "." + timestamp
 * + "." + body)>}, once per key, so that a receiver may change over at its own time. Any 2xx is an acknowledgement.
 */
final class EventWebhook implements EventSubscriber {

    private final String name;
    private final URI url;
    private final List<byte[]> keys;
    private final HttpClient client;
    private final Duration timeout;

    EventWebhook(String name, URI url, List<byte[]> keys, HttpClient client, Duration timeout) {
        this.name = name;
        this.url = url;
        this.keys = keys;
        this.client = client;
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return "webhook:" + name;
    }

    @Override
    public void send(OutboxEvent event) throws IOException {
        String body = event.json();
        String timestamp = Long.toString(Instant.now().getEpochSecond());
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("User-Agent", "naru-origin-api")
                .header("webhook-id", event.id())
                .header("webhook-timestamp", timestamp)
                .header("webhook-signature", signatures(event.id() + "." + timestamp + "." + body))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        CompletableFuture<HttpResponse<Void>> call = client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        int status = HttpCall.await(call, timeout).statusCode();
        if (status < 200 || status > 299) {
            throw new IOException("HTTP " + status);
        }
    }

    private String signatures(String signed) {
        byte[] message = signed.getBytes(StandardCharsets.UTF_8);
        return keys.stream()
                .map(key -> "v1," + Base64.getEncoder().encodeToString(Hashes.hmac(key, message)))
                .collect(Collectors.joining(" "));
    }
}
