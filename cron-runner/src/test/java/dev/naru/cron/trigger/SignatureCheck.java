package dev.naru.cron.trigger;

import java.time.Instant;

/** Checks a signature as the API does. */
public final class SignatureCheck {
    private static final long TOLERANCE_S = 300;

    private SignatureCheck() {}

    public static boolean valid(
            byte[] key, String timestamp, String signature, String method, String path, byte[] body) {
        if (timestamp == null || signature == null) {
            return false;
        }
        long at = Long.parseLong(timestamp);
        return Math.abs(Instant.now().getEpochSecond() - at) <= TOLERANCE_S
                && CallSigner.sign(key, at, method, path, body).equals(signature);
    }
}
