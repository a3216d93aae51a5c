package dev.naru.origin.files;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/**
 * The {@code Upload-Checksum} field of the tus checksum extension: what one PATCH's bytes should hash to. Used by one thread.
 */
final class UploadChecksum {

    /** tus name to Java name. SHA-1 is what every tus client knows; it guards against accidents, not against enemies. */
    private static final Map<String, String> ALGORITHMS = Map.of("sha1", "SHA-1", "sha256", "SHA-256");

    /** {@code Tus-Checksum-Algorithm}. */
    static final String SUPPORTED = "sha1,sha256";

    private final MessageDigest digest;
    private final byte[] expected;

    private UploadChecksum(MessageDigest digest, byte[] expected) {
        this.digest = digest;
        this.expected = expected;
    }

    /** @throws IllegalArgumentException when the field is malformed, or its algorithm not supported */
    static UploadChecksum of(String field) {
        String[] parts = field.split(" ", -1);
        String algorithm = ALGORITHMS.get(parts[0]);
        if (parts.length != 2 || algorithm == null) {
            throw new IllegalArgumentException(
                    "Write Upload-Checksum: <" + SUPPORTED.replace(",", " or ") + "> <base64 of the digest>");
        }
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            byte[] expected = Base64.getDecoder().decode(parts[1]);
            if (expected.length != digest.getDigestLength()) {
                throw new IllegalArgumentException(
                        "A " + parts[0] + " has " + digest.getDigestLength() + " bytes, not " + expected.length);
            }
            return new UploadChecksum(digest, expected);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has " + algorithm, e);
        }
    }

    void update(byte[] buffer, int length) {
        digest.update(buffer, 0, length);
    }

    /** Ends hashing. */
    boolean holds() {
        return MessageDigest.isEqual(digest.digest(), expected);
    }
}
