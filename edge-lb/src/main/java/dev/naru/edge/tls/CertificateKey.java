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

/** The private key of a certificate. Whether it really is that is asked here: BoringSSL would find out at the first handshake only, when a reload has already replaced what worked. */
final class CertificateKey {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final byte[] PROBE = "naru".getBytes(StandardCharsets.US_ASCII);

    private CertificateKey() {}

    /**
     * Reads {@code keyPem} (PKCS#8), in the one algorithm that can fit: to try all that there are, as libraries do, would load each of them.
     *
     * @throws GeneralSecurityException when it is no such key, or one of another kind than the certificate's
     */
    static PrivateKey read(PublicKey certified, byte[] keyPem) throws GeneralSecurityException {
        Matcher pem = PKCS8.matcher(new String(keyPem, StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new GeneralSecurityException("there is no PKCS#8 private key in PEM in it");
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
        return KeyFactory.getInstance(certified.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    /** Signs with the one and verifies with the other. */
    static boolean matches(PublicKey certified, PrivateKey key) throws GeneralSecurityException {
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
