package dev.naru.bench.proxy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Self-signed certificates for a run: what every proxy presents. */
public final class Certificates {

    private Certificates() {}

    /** Writes {@code p256} and {@code rsa}, each as .pem, .key and both in one file as HAProxy wants it. */
    public static void write(Path dir) throws IOException {
        write(dir, "p256", CertificateBuilder.Algorithm.ecp256);
        write(dir, "rsa", CertificateBuilder.Algorithm.rsa2048);
    }

    private static void write(Path dir, String name, CertificateBuilder.Algorithm algorithm) throws IOException {
        X509Bundle bundle;
        try {
            bundle = new CertificateBuilder()
                    .subject("CN=bench.localhost")
                    .addSanDnsName("bench.localhost")
                    .algorithm(algorithm)
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
        } catch (Exception e) {
            throw new IOException("cannot make the certificate " + name + ": " + e.getMessage(), e);
        }
        Files.writeString(dir.resolve(name + ".pem"), bundle.getCertificatePEM());
        Files.writeString(dir.resolve(name + ".key"), bundle.getPrivateKeyPEM());
        Files.writeString(dir.resolve(name + "-both.pem"), bundle.getCertificatePEM() + bundle.getPrivateKeyPEM());
    }
}
