package dev.naru.edge.policy;

import dev.naru.edge.config.TokenIssuerConfig;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of one issuer, by {@code kid}. Read when the first token comes, never at start: the issuer may live behind this very edge. Read again when they are older
 * than {@code refreshMs}, while the old ones go on, and for a kid that is not known, but never more often than every {@link #COOL_DOWN_MS}, so that invented kids cost
 * the issuer nothing. When reading fails the last good keys stay. Thread-safe; never called on an event loop.
 */
final class TokenKeys {
    /** The least time between two readings; before the first good one it is {@link #FIRST_COOL_DOWN_MS}. */
    static final long COOL_DOWN_MS = 10_000;

    static final long FIRST_COOL_DOWN_MS = 1_000;

    /** Where key sets come from; blocks, and gives up in time. */
    interface Source {
        String read() throws IOException, InterruptedException;
    }

    /** @param generation changes with each set that lacks a key of the one before: what such a key signed is good no longer */
    private record Keys(Map<String, JsonWebKey> byId, Set<String> texts, int generation, long readMs) {
        static Keys of(Map<String, JsonWebKey> byId, @Nullable Keys before, long readMs) {
            Set<String> texts = byId.values().stream().map(JsonWebKey::toJson).collect(Collectors.toUnmodifiableSet());
            int generation =
                    before == null ? 0 : texts.containsAll(before.texts) ? before.generation : before.generation + 1;
            return new Keys(byId, texts, generation, readMs);
        }
    }

    private final TokenIssuerConfig config;
    private final Source source;
    private final Consumer<String> log;
    private final LongSupplier clockMs;

    private volatile @Nullable Keys keys;
    private @Nullable CompletableFuture<Void> reading;
    private long lastTryMs = Long.MIN_VALUE;

    /** @param clockMs a monotonic clock in milliseconds */
    TokenKeys(TokenIssuerConfig config, Source source, Consumer<String> log, LongSupplier clockMs) {
        this.config = config;
        this.source = source;
        this.log = log;
        this.clockMs = clockMs;
    }

    /** Whether there ever was a good set. */
    boolean available() {
        return keys != null;
    }

    /** Changes when keys go; for any thread. */
    int generation() {
        Keys current = keys;
        return current == null ? 0 : current.generation();
    }

    /** The key of an id; null when it is not known. Begins to read keys that are old, and does not wait for that. */
    @Nullable
    JsonWebKey find(String kid) {
        Keys current = keys;
        if (current == null) {
            return null;
        }
        if (clockMs.getAsLong() - current.readMs() > config.refreshMs()) {
            CompletableFuture<Void> _ = refresh();
        }
        return current.byId().get(kid);
    }

    /** Reads the keys again on a thread of its own; done already when it is too soon. All who ask meanwhile share one reading. */
    synchronized CompletableFuture<Void> refresh() {
        CompletableFuture<Void> running = reading;
        if (running != null) {
            return running;
        }
        long now = clockMs.getAsLong();
        long coolDown = keys == null ? FIRST_COOL_DOWN_MS : COOL_DOWN_MS;
        if (lastTryMs != Long.MIN_VALUE && now - lastTryMs < coolDown) {
            return CompletableFuture.completedFuture(null);
        }
        lastTryMs = now;
        CompletableFuture<Void> begun = new CompletableFuture<>();
        reading = begun;
        Thread.ofVirtual().name("edge-jwks").start(() -> {
            try {
                read();
            } finally {
                synchronized (this) {
                    reading = null;
                }
                begun.complete(null);
            }
        });
        return begun;
    }

    private void read() {
        try {
            Map<String, JsonWebKey> next = parse(source.read());
            keys = Keys.of(next, keys, clockMs.getAsLong());
        } catch (IOException | JoseException | RuntimeException e) {
            log.accept("token issuer " + config.name() + ": keys not read (" + e.getMessage() + "); "
                    + (keys == null ? "there are none yet" : "the last good ones stay"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, JsonWebKey> parse(String json) throws JoseException {
        Map<String, JsonWebKey> byId = new HashMap<>();
        for (JsonWebKey key : new JsonWebKeySet(json).getJsonWebKeys()) {
            boolean signs = key.getUse() == null || key.getUse().equals("sig");
            if (key.getKeyId() != null && signs) {
                byId.put(key.getKeyId(), key);
            }
        }
        if (byId.isEmpty()) {
            throw new JoseException("no key for signatures with a kid");
        }
        return Map.copyOf(byId);
    }
}
