package dev.naru.origin.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Idempotency-Key as in draft-ietf-httpapi-idempotency-key-header: a missing key is 400, the same key with another body
 * 422, a key in flight 409, a finished key the stored answer. A refused request stores nothing: it changed nothing, and
 * may succeed later under the same key.
 */
@Singleton
public class Idempotency {

    public static final String HEADER = "Idempotency-Key";

    private static final Pattern KEY = Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,200}");

    private final ObjectMapper json;

    Idempotency(ObjectMapper json) {
        this.json = json;
    }

    /** The header's value, bare or as the quoted string of the draft. */
    public String key(@Nullable String header) {
        if (header == null || header.isBlank()) {
            throw Problem.badRequest(
                    "idempotency-key-missing",
                    "Send an Idempotency-Key: one new random value per intended action, the same on every repeat.");
        }
        String bare = header.strip();
        if (bare.length() > 2 && bare.startsWith("\"") && bare.endsWith("\"")) {
            bare = bare.substring(1, bare.length() - 1);
        }
        if (!KEY.matcher(bare).matches()) {
            throw Problem.badRequest(
                    "idempotency-key-invalid", "An Idempotency-Key is 1 to 200 visible ASCII letters.");
        }
        return bare;
    }

    /**
     * Does the work once per scope and key, and stores its answer in the same transaction.
     *
     * @param scope whose key it is and for what: the same key of another member or call is another key
     * @param request the whole request as far as it matters; compared by the hash of its JSON
     */
    public <T> T once(Tx tx, String scope, String key, Object request, Class<T> type, Supplier<T> work) {
        if (!lock(tx, scope + "\n" + key)) {
            throw Problem.conflict(
                            "request-in-flight", "Request in flight", "The first request with this key still runs.")
                    .retryAfter(1);
        }
        String hash = Hashes.sha256(write(request));
        return tx.one(
                        "SELECT request_hash, response FROM idempotency_keys WHERE scope = ? AND key = ?",
                        row -> replay(row, hash, type),
                        scope,
                        key)
                .orElseGet(() -> {
                    T answer = work.get();
                    tx.update(
                            "INSERT INTO idempotency_keys (scope, key, request_hash, response)"
                                    + " VALUES (?, ?, ?, CAST(? AS jsonb))",
                            scope,
                            key,
                            hash,
                            write(answer));
                    return answer;
                });
    }

    private static boolean lock(Tx tx, String name) {
        return tx.one(
                        "SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0)) AS locked",
                        row -> row.bool("locked"),
                        name)
                .orElse(false);
    }

    private <T> T replay(Row row, String hash, Class<T> type) {
        if (!row.string("request_hash").equals(hash)) {
            throw Problem.unprocessable(
                    "idempotency-key-reused", "This Idempotency-Key was used for another request. Use a new one.");
        }
        try {
            return json.readValue(row.string("response"), type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored answer is not a " + type.getSimpleName(), e);
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + value.getClass(), e);
        }
    }
}
