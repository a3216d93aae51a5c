package dev.naru.cluster.proof;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Sends webhooks that claim an order to be paid. */
final class Forger {
    private static final int OLD_S = 900;
    private static final int TOO_LARGE_CHARS = 80 * 1024;

    private final Shop shop;
    private final Claims claims;
    private final byte[] gatewayKey;

    Forger(Shop shop, Claims claims) {
        this.shop = shop;
        this.claims = claims;
        this.gatewayKey = shop.webhookKey();
    }

    void send(SplittableRandom random, Plan.Forgery how, String pgOrderId, long amount) {
        String id = how + "-" + pgOrderId + "-" + random.nextInt(1_000_000);
        String padding = how == Plan.Forgery.TOO_LARGE ? "x".repeat(TOO_LARGE_CHARS) : "";
        String body = "{\"eventId\":\"" + id
                + "\",\"eventType\":\"PAYMENT_STATUS_CHANGED\",\"createdAt\":\"2026-01-01T00:00:00+09:00\","
                + "\"data\":{\"paymentKey\":\"pay_forged\",\"orderId\":\"" + pgOrderId
                + "\",\"status\":\"DONE\",\"totalAmount\":"
                + amount + ",\"currency\":\"KRW\",\"pad\":\"" + padding + "\"}}";
        long at = Instant.now().getEpochSecond() - (how == Plan.Forgery.OLD_TIMESTAMP ? OLD_S : 0);
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("X-Toss-Timestamp", Long.toString(at));
        if (how != Plan.Forgery.UNSIGNED) {
            byte[] foreign = new byte[32];
            random.nextBytes(foreign);
            headers.put("X-Toss-Signature", sign(how == Plan.Forgery.FOREIGN_KEY ? foreign : gatewayKey, body, at));
        }
        boolean untrue = how == Plan.Forgery.UNTRUE;
        if (!untrue) {
            claims.forged(id);
        }
        try {
            Web.Answer answer = shop.api(random, "/pg/webhook/toss", headers, body, Web.PATIENT);
            if (!untrue && answer.status() < 400) {
                claims.broken("a forged webhook (" + how + ") was answered " + answer.status());
            }
            claims.count("forgery " + how + " " + answer.status());
        } catch (IOException e) {
            claims.count("forgery unanswered");
        }
    }

    private static String sign(byte[] key, String body, long timestamp) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return "v1:"
                    + Base64.getEncoder()
                            .encodeToString(mac.doFinal((body + ":" + timestamp).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
