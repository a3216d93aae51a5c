package dev.naru.pgsim.reconcile;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naru.pgsim.platform.Outbound;
import dev.naru.pgsim.platform.PgSimConfig;
import dev.naru.pgsim.platform.Secrets;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Reads what the shop's database says, at most once a second however often the page is opened. */
@Singleton
final class ShopLedger {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final long MAX_BYTES = 8L << 20;
    private static final long FRESH_NS = 1_000_000_000L;

    /**
     * One reading.
     *
     * @param error why there is none; null when there is one
     */
    record Reading(List<ShopPayment> payments, @Nullable String error) {
        static Reading failed(String why) {
            return new Reading(List.of(), why);
        }
    }

    private record Body(@Nullable List<ShopPayment> payments) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Outbound outbound;
    private final ObjectMapper json;
    private final URI source;
    private final Optional<String> bearer;
    private @Nullable Reading last;
    private long lastNs;

    ShopLedger(Outbound outbound, ObjectMapper json, Secrets secrets, PgSimConfig config) {
        this.outbound = outbound;
        this.json = json;
        source = URI.create(config.publicUrls().apiUrl() + "/operations/ledger");
        bearer = secrets.cronBearer();
    }

    Reading read() {
        lock.lock();
        try {
            if (last == null || System.nanoTime() - lastNs > FRESH_NS) {
                last = bearer.map(this::fetch)
                        .orElseGet(() -> Reading.failed("cron-bearer.token is not in NARU_SECRETS_DIR"));
                lastNs = System.nanoTime();
            }
            return last;
        } finally {
            lock.unlock();
        }
    }

    private Reading fetch(String token) {
        HttpRequest request = HttpRequest.newBuilder(source)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json")
                .build();
        try {
            HttpResponse<String> answer = outbound.send(request, TIMEOUT, MAX_BYTES);
            if (answer.statusCode() != 200) {
                return Reading.failed(source + ": HTTP " + answer.statusCode());
            }
            Body body = json.readValue(answer.body(), Body.class);
            return body.payments() == null
                    ? Reading.failed(source + ": no field 'payments'")
                    : new Reading(List.copyOf(body.payments()), null);
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return Reading.failed(source + ": " + why.lines().findFirst().orElse(""));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Reading.failed(source + ": interrupted");
        }
    }
}
