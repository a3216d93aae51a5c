package dev.naru.origin.jobs;

import dev.naru.origin.platform.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * The signature of a cron call: {@code v1=hex(HMAC-SHA256(key, timestamp "." method "." path "." hex(SHA-256(body))))}. Two keys may be live at once,
 * so that callers and servers need not change theirs at the same moment. A replay within the tolerance asks for the same run again, which is
 * answered with that run.
 */
final class CronSignature {

    /** How far the caller's clock may be from the database's, either way. */
    static final Duration TOLERANCE = Duration.ofSeconds(300);

    private static final String VERSION = "v1=";
    private static final int MAX_TIMESTAMP_DIGITS = 12;

    private CronSignature() {}

    /** The header's value for these parts, under one key. */
    static String sign(byte[] key, String timestamp, String method, String path, byte[] body) {
        String signed = String.join(".", timestamp, method, path, Hashes.sha256(body));
        return VERSION + HexFormat.of().formatHex(Hashes.hmac(key, signed.getBytes(StandardCharsets.UTF_8)));
    }

    /** True when one of the keys made the signature; each is compared in constant time. */
    static boolean matches(
            List<byte[]> keys, String signature, String timestamp, String method, String path, byte[] body) {
        byte[] given = signature.getBytes(StandardCharsets.UTF_8);
        boolean matches = false;
        for (byte[] key : keys) {
            byte[] expected = sign(key, timestamp, method, path, body).getBytes(StandardCharsets.UTF_8);
            matches |= MessageDigest.isEqual(expected, given);
        }
        return matches;
    }

    /** True when the timestamp is epoch seconds at all. */
    static boolean isTimestamp(String timestamp) {
        return !timestamp.isEmpty()
                && timestamp.length() <= MAX_TIMESTAMP_DIGITS
                && timestamp.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** True when the timestamp, in epoch seconds, is near enough to now. */
    static boolean isFresh(String timestamp, Instant now) {
        return isTimestamp(timestamp)
                && Math.abs(now.getEpochSecond() - Long.parseLong(timestamp)) <= TOLERANCE.toSeconds();
    }
}
