package dev.naru.cluster.endtoend;

import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signed calls of jobs, as docs/contracts.md describes them. */
final class Cron {
    private static final HexFormat HEX = HexFormat.of();

    private Cron() {}

    static RequestSpecification signed(RunningCluster cluster, String method, String path) {
        return signed(cluster, method, path, HEX.parseHex(cluster.secret("cron", "cron-hmac.key")), Instant.now());
    }

    static RequestSpecification signed(RunningCluster cluster, String method, String path, byte[] key, Instant at) {
        String signed = at.getEpochSecond() + "." + method + "." + path + "." + HEX.formatHex(sha256(new byte[0]));
        return Http.api(cluster)
                .header("X-Naru-Timestamp", at.getEpochSecond())
                .header("X-Naru-Signature", "v1=" + HEX.formatHex(hmac(key, signed)));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
