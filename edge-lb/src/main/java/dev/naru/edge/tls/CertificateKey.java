package dev.naru.edge.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.OpenSsl;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The private key of a certificate. Whether it really is that is asked here: the first handshake would find out only when a reload has already replaced what worked. */
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

    /** Whether the key is the certificate's, by the library that will serve with both. */
    static boolean matches(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        return OpenSsl.isAvailable()
                ? matchesInBoringSsl(certificate.getEncoded(), key.getEncoded())
                : signsFor(certificate.getPublicKey(), key);
    }

    /** A connection that never is takes both and compares them: some microseconds, where a signature by code that the JVM has not compiled yet takes a tenth of a second of the start. */
    private static boolean matchesInBoringSsl(byte[] certificate, byte[] key) throws GeneralSecurityException {
        long context = 0;
        long connection = 0;
        long certificatePem = 0;
        long keyPem = 0;
        long chain = 0;
        long parsedKey = 0;
        try {
            context = SSLContext.make(SSL.SSL_PROTOCOL_ALL, SSL.SSL_MODE_SERVER);
            connection = SSL.newSSL(context, true);
            certificatePem = inMemory("CERTIFICATE", certificate);
            chain = SSL.parseX509Chain(certificatePem);
            keyPem = inMemory("PRIVATE KEY", key);
            parsedKey = SSL.parsePrivateKey(keyPem, null);
            SSL.setKeyMaterial(connection, chain, parsedKey);
            return true;
        } catch (Exception e) { // the native methods declare no other
            String reason = String.valueOf(e.getMessage());
            if (reason.contains("MISMATCH")) { // KEY_VALUES_MISMATCH, KEY_TYPE_MISMATCH
                return false;
            }
            throw new GeneralSecurityException(reason, e);
        } finally {
            free(parsedKey, SSL::freePrivateKey);
            free(chain, SSL::freeX509Chain);
            free(keyPem, SSL::freeBIO);
            free(certificatePem, SSL::freeBIO);
            free(connection, SSL::freeSSL);
            free(context, SSLContext::free);
        }
    }

    private static void free(long pointer, LongConsumer free) {
        if (pointer != 0) {
            free.accept(pointer);
        }
    }

    private static long inMemory(String type, byte[] der) throws Exception { // as declared by the native method
        byte[] pem = Pem.text(type, der).getBytes(StandardCharsets.US_ASCII);
        ByteBuf text = Unpooled.directBuffer(pem.length); // of that size, since growing would leave a copy behind
        try {
            text.writeBytes(pem);
            long bio = SSL.newMemBIO();
            SSL.bioWrite(bio, text.memoryAddress(), text.readableBytes());
            return bio;
        } finally {
            text.setZero(0, text.writerIndex()); // it may be a key
            text.release();
        }
    }

    /** Without BoringSSL: signs with the one and verifies with the other. */
    static boolean signsFor(PublicKey certified, PrivateKey key) throws GeneralSecurityException {
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
