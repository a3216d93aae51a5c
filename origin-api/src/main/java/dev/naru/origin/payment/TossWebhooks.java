package dev.naru.origin.payment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naru.origin.platform.Hashes;
import dev.naru.origin.platform.Problem;
import dev.naru.origin.platform.Secrets;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Signatures of Toss webhooks: {@code X-Toss-Signature: v1:<base64 HMAC-SHA256(body + ":" + timestamp)>}, where the
 * timestamp is {@code X-Toss-Timestamp} in epoch seconds. Several signatures may be given, separated by commas, and two
 * keys may be live, both for rotation.
 */
@Startup
@Singleton
class TossWebhooks {

    private static final String VERSION = "v1:";
    private static final int MAX_SIGNATURES = 4;

    private final List<byte[]> keys;
    private final Duration tolerance;
    private final ObjectMapper json;

    TossWebhooks(Secrets secrets, PaymentConfig config, ObjectMapper json) {
        this.keys = secrets.hexKeys("toss-webhook.key");
        this.tolerance = config.webhookTolerance();
        this.json = json;
    }

    PaymentProvider.Webhook verify(MultivaluedMap<String, String> headers, byte[] body, Instant now) {
        String timestamp = headers.getFirst("X-Toss-Timestamp");
        String signatures = headers.getFirst("X-Toss-Signature");
        if (timestamp == null || signatures == null) {
            throw refused("X-Toss-Timestamp or X-Toss-Signature is missing.");
        }
        // The age is checked after the signature: a forger learns nothing of our clock.
        if (!matches(body, timestamp, signatures)) {
            throw refused("The signature does not match the body and timestamp.");
        }
        if (Duration.between(epochSeconds(timestamp), now).abs().compareTo(tolerance) > 0) {
            throw refused("The timestamp is more than " + tolerance.toSeconds() + " s away from now.");
        }
        return event(body);
    }

    private boolean matches(byte[] body, String timestamp, String signatures) {
        byte[] suffix = (":" + timestamp).getBytes(StandardCharsets.UTF_8);
        byte[] message = Arrays.copyOf(body, body.length + suffix.length);
        System.arraycopy(suffix, 0, message, body.length, suffix.length);
        boolean match = false;
        for (byte[] key : keys) {
            byte[] expected = Hashes.hmac(key, message);
            for (String signature : signatures.split(",", MAX_SIGNATURES)) {
                match |= MessageDigest.isEqual(expected, decode(signature.strip()));
            }
        }
        return match;
    }

    private static byte @Nullable [] decode(String signature) {
        try {
            return signature.startsWith(VERSION)
                    ? Base64.getDecoder().decode(signature.substring(VERSION.length()))
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Instant epochSeconds(String timestamp) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(timestamp));
        } catch (NumberFormatException | java.time.DateTimeException e) {
            throw refused("X-Toss-Timestamp is not in epoch seconds.");
        }
    }

    private PaymentProvider.Webhook event(byte[] body) {
        JsonNode root;
        try {
            root = json.readTree(body);
        } catch (IOException e) {
            throw Problem.badRequest("malformed-json", "The webhook's body is not JSON.");
        }
        String id = root.path("eventId").asText();
        JsonNode orderId = root.path("data").path("orderId");
        return new PaymentProvider.Webhook(
                id.isEmpty() || id.length() > 200 ? Hashes.sha256(body) : id,
                root.path("eventType").asText("unknown"),
                orderId.isTextual() ? orderId.textValue() : null);
    }

    private static Problem refused(String detail) {
        return Problem.unauthorized("webhook-signature-invalid", detail);
    }
}
