package dev.naru.edge.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a private key belongs to a certificate. BoringSSL would find out at the first handshake only, when a reload has already replaced what worked. */
final class KeyMatch {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final byte[] PROBE = "naru".getBytes(StandardCharsets.US_ASCII);

    private KeyMatch() {}

    /**
     * Signs with the key in {@code keyPem} (PKCS#8) and verifies with the certificate's.
     *
     * @throws GeneralSecurityException when it is no such key, or one of another kind than the certificate's
     */
    static boolean matches(PublicKey certified, byte[] keyPem) throws GeneralSecurityException {
        Matcher pem = PKCS8.matcher(new String(keyPem, StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new GeneralSecurityException("there is no PKCS#8 private key in PEM in it");
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
        PrivateKey key = KeyFactory.getInstance(certified.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(der));
        Signature signature = Signature.getInstance(
                switch (certified.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> certified.getAlgorithm(); // EdDSA names its own
                });
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(PROBE);
        return signature.verify(signed);
    }
}
