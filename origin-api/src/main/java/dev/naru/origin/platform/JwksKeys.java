package dev.naru.origin.platform;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The shop's public keys. Fetched when first needed, never at start: the shop may be down. A kid not known here fetches
 * again, at most once per minimum interval, so made-up kids cost nobody anything. While the shop is down the last good
 * keys stay in use. Thread-safe; one thread fetches, the others go on with what there is.
 */
@Singleton
class JwksKeys {

    private static final Logger LOG = Logger.getLogger(JwksKeys.class);
    private static final int MAX_KEY_SET_BYTES = 64 * 1024;

    private final NaruConfig.Tickets config;
    private final URI location;
    private final HttpClient client;
    private final ReentrantLock fetching = new ReentrantLock();

    private volatile Map<String, PublicKey> keys = Map.of();
    private volatile boolean fetchedOnce;
    private volatile long lastTryNs;
    private volatile long lastGoodNs;
    private volatile boolean tried;

    JwksKeys(NaruConfig config) {
        this.config = config.tickets();
        this.location = URI.create(config.publicUrls().wwwUrl() + "/.well-known/jwks.json");
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(this.config.jwksTimeout())
                .build();
    }

    /**
     * The key of that id, or null if the shop has none such.
     *
     * @throws Problem 503 if no key set was ever fetched, so nothing can be said about the ticket
     */
    @Nullable
    PublicKey find(String kid) {
        PublicKey known = keys.get(kid);
        if (known != null
                && System.nanoTime() - lastGoodNs < config.jwksMaxAge().toNanos()) {
            return known;
        }
        refresh(known == null);
        PublicKey fresh = keys.get(kid);
        if (fresh == null && !fetchedOnce) {
            throw Problem.unavailable(
                    "keys-unavailable",
                    "The shop's ticket keys at " + location + " cannot be read yet. Try again shortly.",
                    5,
                    null);
        }
        return fresh;
    }

    /** A caller without a key waits for a fetch under way; one with an old key goes on with that. */
    private void refresh(boolean wait) {
        try {
            boolean mine = wait
                    ? fetching.tryLock(config.jwksTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    : fetching.tryLock();
            if (!mine) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            if (tried
                    && System.nanoTime() - lastTryNs < config.jwksMinInterval().toNanos()) {
                return;
            }
            tried = true;
            lastTryNs = System.nanoTime();
            keys = parse(fetch());
            fetchedOnce = true;
            lastGoodNs = System.nanoTime();
        } catch (IOException | JoseException e) {
            LOG.warnf("no fresh ticket keys from %s (%s); the last good %d stay in use", location, e, keys.size());
        } finally {
            fetching.unlock();
        }
    }

    private String fetch() throws IOException {
        HttpRequest request = HttpRequest.newBuilder(location)
                .timeout(config.jwksTimeout())
                .header("Accept", "application/json")
                .build();
        CompletableFuture<HttpResponse<String>> call = client.sendAsync(
                request, BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_KEY_SET_BYTES));
        try {
            // The request's own timeout ends with the head; this one bounds the body too.
            HttpResponse<String> response = call.get(config.jwksTimeout().toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException | ExecutionException e) {
            call.cancel(true);
            throw new IOException(e instanceof ExecutionException ? e.getCause() : e);
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static Map<String, PublicKey> parse(String json) throws JoseException {
        Map<String, PublicKey> parsed = new HashMap<>();
        for (JsonWebKey key : new JsonWebKeySet(json).getJsonWebKeys()) {
            if (key instanceof EllipticCurveJsonWebKey ec && ec.getKeyId() != null) {
                parsed.put(ec.getKeyId(), ec.getECPublicKey());
            }
        }
        if (parsed.isEmpty()) {
            throw new JoseException("no EC key with a kid in the key set");
        }
        return Map.copyOf(parsed);
    }
}
