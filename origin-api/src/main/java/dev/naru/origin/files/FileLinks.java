package dev.naru.origin.files;

import dev.naru.origin.platform.Hashes;
import dev.naru.origin.platform.Problem;
import dev.naru.origin.platform.Secrets;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Links that let whoever holds them read one private file until they expire: HMAC-SHA256 (RFC 2104) over method, path and expiry, under
 * {@code file-links.key}. The first of two keys signs and both verify, so a key is rotated without a broken link.
 */
@Startup
@Singleton
final class FileLinks {

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");
    private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{64}");

    private final List<byte[]> keys;
    private final Clock clock = Clock.systemUTC();

    FileLinks(Secrets secrets) {
        this.keys = secrets.hexKeys("file-links.key");
    }

    /** The query that makes GET and HEAD of {@code path} allowed until {@code expires}. */
    String query(String path, Instant expires) {
        long seconds = expires.getEpochSecond();
        return "expires=" + seconds + "&signature="
                + HexFormat.of().formatHex(signature(keys.getFirst(), path, seconds));
    }

    /**
     * True when both parameters are there and hold for the path; false when neither is there.
     *
     * @throws Problem 403 when they are forged, altered, for another path, or expired
     */
    boolean allows(String path, @Nullable String expires, @Nullable String signature) {
        if (expires == null && signature == null) {
            return false;
        }
        if (expires == null
                || signature == null
                || !SECONDS.matcher(expires).matches()
                || !SIGNATURE.matcher(signature).matches()) {
            throw invalid();
        }
        long seconds = Long.parseLong(expires);
        byte[] given = HexFormat.of().parseHex(signature);
        boolean signed = false;
        for (byte[] key : keys) {
            signed |= MessageDigest.isEqual(signature(key, path, seconds), given);
        }
        if (!signed) {
            throw invalid();
        }
        if (clock.instant().getEpochSecond() >= seconds) {
            throw new Problem(403, "link-expired", "Forbidden", "This link has expired. Ask for a new one.");
        }
        return true;
    }

    private static byte[] signature(byte[] key, String path, long expires) {
        return Hashes.hmac(key, ("GET\n" + path + "\n" + expires).getBytes(StandardCharsets.UTF_8));
    }

    private static Problem invalid() {
        return new Problem(403, "link-invalid", "Forbidden", "This link is not one that was given out for this file.");
    }
}
