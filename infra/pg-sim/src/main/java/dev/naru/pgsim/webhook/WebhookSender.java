package dev.naru.pgsim.webhook;

import dev.naru.pgsim.ledger.Webhook;
import dev.naru.pgsim.payment.Scenario;
import dev.naru.pgsim.platform.Outbound;
import dev.naru.pgsim.platform.PgSimConfig;
import dev.naru.pgsim.platform.Secrets;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One attempt to hand an event to the shop, bent as its scenario says. */
@Singleton
final class WebhookSender {
    private static final Duration STALE = Duration.ofMinutes(10);
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    /** What came of an attempt. */
    record Outcome(boolean delivered, int sent, String text) {}

    private final Outbound outbound;
    private final List<byte[]> keys;
    private final URI target;
    private final Duration timeout;
    private final int burst;

    WebhookSender(Outbound outbound, Secrets secrets, PgSimConfig config) {
        this.outbound = outbound;
        keys = secrets.webhookKeys();
        target = URI.create(config.publicUrls().apiUrl() + "/pg/webhook/toss");
        timeout = config.webhook().timeout();
        burst = config.webhook().burst();
    }

    Outcome send(Webhook webhook) throws InterruptedException {
        if (webhook.scenario() != Scenario.WEBHOOK_BURST) {
            return attempt(webhook);
        }
        List<Callable<Outcome>> copies = new ArrayList<>();
        for (int i = 0; i < burst; i++) {
            copies.add(() -> attempt(webhook));
        }
        List<Outcome> outcomes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Outcome> copy : threads.invokeAll(copies)) {
                outcomes.add(copy.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        long delivered = outcomes.stream().filter(Outcome::delivered).count();
        String text = "%d/%d: %s".formatted(delivered, burst, outcomes.getLast().text());
        return new Outcome(delivered == burst, burst, text);
    }

    private Outcome attempt(Webhook webhook) throws InterruptedException {
        String body = webhook.body() == null ? "" : webhook.body();
        boolean first = webhook.attempts() == 0;
        Instant at = first && webhook.scenario() == Scenario.WEBHOOK_OLD_TIMESTAMP
                ? Instant.now().minus(STALE)
                : Instant.now();
        HttpRequest request = HttpRequest.newBuilder(target)
                .header("Content-Type", "application/json")
                .header("User-Agent", "naru-pg-sim")
                .header("X-Toss-Timestamp", Long.toString(at.getEpochSecond()))
                .header("X-Toss-Signature", WebhookSigner.sign(key(webhook, first), body, at.getEpochSecond()))
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = outbound.send(request, timeout, MAX_ANSWER_BYTES);
            boolean delivered = answer.statusCode() >= 200 && answer.statusCode() < 300;
            return new Outcome(delivered, 1, "HTTP " + answer.statusCode());
        } catch (IOException e) {
            return new Outcome(false, 1, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        }
    }

    private byte[] key(Webhook webhook, boolean first) {
        return switch (webhook.scenario()) {
            case WEBHOOK_BAD_SIGNATURE -> first ? stranger() : keys.getFirst();
            case WEBHOOK_ROTATED_KEY -> keys.getLast();
            default -> keys.getFirst();
        };
    }

    private static byte[] stranger() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return key;
    }
}
