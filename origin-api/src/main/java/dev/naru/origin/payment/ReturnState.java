package dev.naru.origin.payment;

import dev.naru.origin.platform.Hashes;
import dev.naru.origin.platform.Problem;
import dev.naru.origin.platform.Secrets;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The {@code state} of a return URL: payment id and expiry, under an HMAC that also covers the order number. It lets a
 * return be trusted on any replica, with no session: base64url of id (16 bytes), expiry in epoch seconds (8), HMAC (32).
 */
@Startup
@Singleton
class ReturnState {

    /** The problem of a state that this shop did not issue for that order. */
    static final String FORGED = "state-invalid";

    private static final int BODY_BYTES = 24;
    private static final int STATE_BYTES = BODY_BYTES + 32;
    private static final int STATE_CHARS = 75;

    private final byte[] key;

    ReturnState(Secrets secrets) {
        this.key = secrets.hexKeys("return-state.key").getFirst();
    }

    String issue(String orderNo, UUID paymentId, Instant expiry) {
        byte[] body = ByteBuffer.allocate(BODY_BYTES)
                .putLong(paymentId.getMostSignificantBits())
                .putLong(paymentId.getLeastSignificantBits())
                .putLong(expiry.getEpochSecond())
                .array();
        byte[] state = Arrays.copyOf(body, STATE_BYTES);
        System.arraycopy(mac(orderNo, body), 0, state, BODY_BYTES, STATE_BYTES - BODY_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(state);
    }

    /**
     * The payment that the state was issued for.
     *
     * @throws Problem 401 when this shop did not issue it for that order, 403 when its time is over
     */
    UUID verify(String orderNo, @Nullable String state, Instant now) {
        byte[] bytes = decode(state);
        byte[] body = Arrays.copyOf(bytes, BODY_BYTES);
        if (!MessageDigest.isEqual(mac(orderNo, body), Arrays.copyOfRange(bytes, BODY_BYTES, STATE_BYTES))) {
            throw forged();
        }
        ByteBuffer fields = ByteBuffer.wrap(body);
        UUID paymentId = new UUID(fields.getLong(), fields.getLong());
        if (now.getEpochSecond() > fields.getLong()) {
            throw new Problem(
                    403,
                    "state-expired",
                    "Checkout expired",
                    "The time to pay is over. Nothing was charged; place the order again.");
        }
        return paymentId;
    }

    private static byte[] decode(@Nullable String state) {
        if (state == null || state.length() != STATE_CHARS) {
            throw forged();
        }
        try {
            return Base64.getUrlDecoder().decode(state);
        } catch (IllegalArgumentException e) {
            throw forged();
        }
    }

    private byte[] mac(String orderNo, byte[] body) {
        byte[] prefix = ("naru-return-v1\n" + orderNo + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] message = Arrays.copyOf(prefix, prefix.length + body.length);
        System.arraycopy(body, 0, message, prefix.length, body.length);
        return Hashes.hmac(key, message);
    }

    private static Problem forged() {
        return Problem.unauthorized(FORGED, "This return was not issued by this shop for this order.");
    }
}
