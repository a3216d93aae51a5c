package dev.naru.cron.trigger;

import dev.naru.cron.platform.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** {@code X-Naru-Signature: v1=<hex HMAC-SHA256(timestamp.method.path.sha256(body))>}; the timestamp is epoch seconds. */
final class CallSigner {
    private final byte[] key;

    CallSigner(Secrets secrets) {
        key = secrets.cronHmacKey();
    }

    String sign(long timestampS, String method, String path, byte[] body) {
        return sign(key, timestampS, method, path, body);
    }

    static String sign(byte[] key, long timestampS, String method, String path, byte[] body) {
        HexFormat hex = HexFormat.of();
        try {
            String digest = hex.formatHex(MessageDigest.getInstance("SHA-256").digest(body));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            String signed = timestampS + "." + method + "." + path + "." + digest;
            return "v1=" + hex.formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256 and SHA-256", e);
        }
    }
}
