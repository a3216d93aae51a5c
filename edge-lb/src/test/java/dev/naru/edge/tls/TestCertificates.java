package dev.naru.edge.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Certificates as files: {@code NAME.pem} with the chain, and {@code NAME.key}. */
public final class TestCertificates {
    private TestCertificates() {}

    /** A self-signed certificate for a DNS name or a wildcard that was valid an hour ago. */
    public static X509Bundle selfSigned(Path folder, String file, String name, Instant notAfter) throws Exception {
        return write(
                folder,
                file,
                builder(name, notAfter).setIsCertificateAuthority(true).buildSelfSigned());
    }

    /** A self-signed certificate for the next month. */
    public static X509Bundle selfSigned(Path folder, String file, String name) throws Exception {
        return selfSigned(folder, file, name, Instant.now().plus(Duration.ofDays(30)));
    }

    /** One that an authority signed. */
    public static X509Bundle issued(Path folder, String file, String name, X509Bundle authority, Instant notAfter)
            throws Exception {
        return write(folder, file, builder(name, notAfter).buildIssuedBy(authority));
    }

    /** One that an authority signed, for the next month. */
    public static X509Bundle issued(Path folder, String file, String name, X509Bundle authority) throws Exception {
        return issued(folder, file, name, authority, Instant.now().plus(Duration.ofDays(30)));
    }

    public static CertificateBuilder builder(String name, Instant notAfter) {
        Instant begin = notAfter.isBefore(Instant.now()) ? notAfter : Instant.now();
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=" + name)
                .addExtensionOctetString("2.5.29.17", false, subjectAltName(name))
                .notBefore(begin.minus(Duration.ofDays(1)))
                .notAfter(notAfter);
    }

    public static X509Bundle write(Path folder, String file, X509Bundle bundle) throws Exception {
        Files.writeString(folder.resolve(file + ".pem"), bundle.getCertificatePathPEM());
        Files.writeString(folder.resolve(file + ".key"), bundle.getPrivateKeyPEM());
        return bundle;
    }

    /** DER: a sequence of one dNSName. The builder's own method takes no wildcard. */
    private static byte[] subjectAltName(String name) {
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.writeBytes(new byte[] {0x30, (byte) (name.length() + 2), (byte) 0x82, (byte) name.length()});
        der.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        return der.toByteArray();
    }
}
