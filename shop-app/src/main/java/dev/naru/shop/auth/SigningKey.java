package dev.naru.shop.auth;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;

/** A P-256 key pair and the names JOSE gives its parts. */
record SigningKey(ECPrivateKey privateKey, ECPublicKey publicKey) {
    private static final int COORDINATE_BYTES = 32;

    /** The public half as published. */
    record Jwk(String kty, String crv, String x, String y, String alg, String use, String kid) {}

    Jwk jwk() {
        String x = coordinate(publicKey.getW().getAffineX());
        String y = coordinate(publicKey.getW().getAffineY());
        return new Jwk("EC", "P-256", x, y, "ES256", "sig", thumbprint(x, y));
    }

    String kid() {
        return jwk().kid();
    }

    /** RFC 7638, section 3: the hash of the required members, sorted, without space. */
    private static String thumbprint(String x, String y) {
        String json = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + x + "\",\"y\":\"" + y + "\"}";
        try {
            return base64(MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Fixed length, leading zeros kept (RFC 7518, section 6.2.1.2). */
    private static String coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[COORDINATE_BYTES];
        int length = Math.min(bytes.length, COORDINATE_BYTES);
        System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE_BYTES - length, length);
        return base64(fixed);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "SigningKey[" + kid() + "]";
    }
}
