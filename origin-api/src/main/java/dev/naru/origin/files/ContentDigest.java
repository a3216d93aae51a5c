package dev.naru.origin.files;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The {@code Content-Digest} field (RFC 9530): what the sender says the body's digest is. It is a structured-field dictionary (RFC 8941) of byte
 * sequences; only {@code sha-256} is read, other algorithms are ignored as section 2 of the RFC tells a recipient to.
 */
final class ContentDigest {

    private static final int SHA_256_BYTES = 32;

    private ContentDigest() {}

    /**
     * The lower-case hex SHA-256 that the field states; empty when it names only other algorithms.
     *
     * @throws IllegalArgumentException when the field, or its sha-256 value, is not well-formed
     */
    static Optional<String> sha256(String field) {
        Optional<String> found = Optional.empty();
        for (String member : field.split(",", -1)) {
            int equals = member.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("Content-Digest member without a value: write sha-256=:<base64>:");
            }
            if (member.substring(0, equals).strip().equals("sha-256")) {
                // The last of equal keys wins (RFC 8941 section 3.2).
                found = Optional.of(hex(member.substring(equals + 1).strip()));
            }
        }
        return found;
    }

    private static String hex(String value) {
        if (value.length() < 2 || !value.startsWith(":") || !value.endsWith(":")) {
            throw new IllegalArgumentException("Content-Digest sha-256 is not a byte sequence: write :<base64>:");
        }
        byte[] digest = Base64.getDecoder().decode(value.substring(1, value.length() - 1));
        if (digest.length != SHA_256_BYTES) {
            throw new IllegalArgumentException("Content-Digest sha-256 has " + digest.length + " bytes, not 32");
        }
        return HexFormat.of().formatHex(digest);
    }
}
