package dev.naru.pgsim.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** {@code X-Toss-Signature: v1:<base64 HMAC-SHA256(body + ":" + timestamp)>}; the timestamp is epoch seconds. */
final class WebhookSigner {
    private WebhookSigner() {}

    static String sign(byte[] key, String body, long timestampS) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(body.getBytes(StandardCharsets.UTF_8));
            mac.update((":" + timestampS).getBytes(StandardCharsets.UTF_8));
            return "v1:" + Base64.getEncoder().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }
}
