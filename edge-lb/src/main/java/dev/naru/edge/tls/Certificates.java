package dev.naru.edge.tls;

import dev.naru.edge.config.CertificateConfig;
import dev.naru.edge.config.TlsConfig;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.DomainWildcardMappingBuilder;
import io.netty.util.Mapping;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * The certificates of one listener, chosen by SNI: each serves the DNS names of its own subjectAltName; the first is the default. BoringSSL where the native
 * library loads, the JDK's TLS elsewhere.
 */
public final class Certificates {
    private static final int SAN_DNS = 2;
    private static final long SESSION_SECONDS = 3600;
    private static final long SESSION_CACHE = 20_000;

    private final Mapping<String, SslContext> byName;

    private Certificates(Mapping<String, SslContext> byName) {
        this.byName = byName;
    }

    /** Which contexts serve which names; for the SNI handler. */
    public Mapping<String, SslContext> byName() {
        return byName;
    }

    /** Which library does TLS here. */
    public static String provider() {
        return OpenSsl.isAvailable() ? "BoringSSL (" + OpenSsl.versionString() + ")" : "JDK TLS";
    }

    /**
     * Loads all certificates.
     *
     * @throws CertificateException when a file is unreadable, expired or does not match its key; the message names the file
     */
    public static Certificates load(TlsConfig config) throws CertificateException {
        List<SslContext> contexts = new ArrayList<>();
        List<List<String>> names = new ArrayList<>();
        for (CertificateConfig certificate : config.certificates()) {
            names.add(names(certificate));
            contexts.add(context(certificate, config.tls12()));
        }
        DomainWildcardMappingBuilder<SslContext> mapping = new DomainWildcardMappingBuilder<>(contexts.getFirst());
        for (int i = contexts.size() - 1; i >= 0; i--) {
            for (String name : names.get(i)) {
                mapping.add(name, contexts.get(i));
            }
        }
        return new Certificates(mapping.build());
    }

    private static SslContext context(CertificateConfig config, boolean tls12) throws CertificateException {
        try {
            return SslContextBuilder.forServer(
                            config.certificateFile().toFile(), config.keyFile().toFile())
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                    .protocols(tls12 ? new String[] {"TLSv1.3", "TLSv1.2"} : new String[] {"TLSv1.3"})
                    .sessionTimeout(SESSION_SECONDS)
                    .sessionCacheSize(SESSION_CACHE)
                    .build();
        } catch (IOException | IllegalArgumentException e) {
            throw new CertificateException(config.certificateFile() + " with " + config.keyFile() + ": " + cause(e), e);
        }
    }

    private static String cause(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private static List<String> names(CertificateConfig config) throws CertificateException {
        try (InputStream in = Files.newInputStream(config.certificateFile())) {
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            certificate.checkValidity();
            if (!KeyMatch.matches(certificate.getPublicKey(), config.keyFile())) {
                throw new GeneralSecurityException("it does not belong to the key in " + config.keyFile());
            }
            List<String> names = new ArrayList<>();
            if (certificate.getSubjectAlternativeNames() != null) {
                for (List<?> name : certificate.getSubjectAlternativeNames()) {
                    if (name.get(0) instanceof Integer type && type == SAN_DNS) {
                        names.add(String.valueOf(name.get(1)));
                    }
                }
            }
            return names;
        } catch (IOException | GeneralSecurityException e) {
            throw new CertificateException(config.certificateFile() + ": " + e.getMessage(), e);
        }
    }
}
