package dev.naru.edge.tls;

import dev.naru.edge.config.CertificateConfig;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.TrustManagerFactory;

/**
 * One certificate with its chain and key: checked, and ready to serve. Immutable.
 *
 * @param place its place among the listener's certificates, which a renewal keeps
 * @param names the DNS names of its subjectAltName in lower case, {@code *.example.com} among them
 * @param notAfter when the first certificate of its chain expires
 * @param warnings what an operator should know of it
 */
public record ServerCertificate(
        int place, Path file, Set<String> names, Instant notAfter, List<String> warnings, SslContext context) {
    /** How long before its end an operator is warned. */
    public static final Duration EXPIRY_WARNING = Duration.ofDays(14);

    /**
     * How the key is handed from object to object within this process. The default, PKCS12, would encrypt and decrypt it with 10,000 rounds of a hash each, by code that
     * no compiler has seen yet: a second of processor time at the start.
     */
    static final String KEY_STORE = "JKS";

    private static final int SAN_DNS = 2;
    private static final String TLS_FEATURE = "1.3.6.1.5.5.7.1.24";
    private static final long SESSION_SECONDS = 3600;
    private static final long SESSION_CACHE = 20_000;

    public ServerCertificate {
        names = Set.copyOf(names);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads and checks the files. Each is read once, so that what was checked is what serves.
     *
     * @throws CertificateException when a file is unreadable, the certificate is expired or not valid yet, or the key is another's
     */
    static ServerCertificate load(int place, CertificateConfig config, boolean tls12, Instant now)
            throws CertificateException {
        Path file = config.certificateFile();
        List<X509Certificate> chain = chain(file, read(file));
        X509Certificate leaf = chain.getFirst();
        Instant notAfter = validity(file, chain, now);
        PrivateKey key = key(config, leaf);
        try {
            List<String> warnings = new ArrayList<>();
            if (leaf.getExtensionValue(TLS_FEATURE) != null) {
                warnings.add(file
                        + ": it asks for OCSP stapling (must-staple), which the edge does not do: some browsers will"
                        + " refuse it");
            }
            return new ServerCertificate(place, file, names(leaf), notAfter, warnings, context(chain, key, tls12));
        } catch (IOException | IllegalArgumentException | GeneralSecurityException e) {
            throw new CertificateException(
                    file + " with " + config.keyFile() + ": " + CertificateException.reason(e), e);
        }
    }

    /** The key in the certificate's key file, which is read once, so that what was checked is what serves. */
    static PrivateKey key(CertificateConfig config, X509Certificate leaf) throws CertificateException {
        byte[] pem = read(config.keyFile());
        try {
            PrivateKey key = CertificateKey.read(leaf.getPublicKey(), pem);
            if (!CertificateKey.matches(leaf, key)) {
                throw new CertificateException(
                        config.certificateFile() + ": it does not belong to the key in " + config.keyFile());
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new CertificateException(config.keyFile() + ": " + e.getMessage(), e);
        }
    }

    static byte[] read(Path file) throws CertificateException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CertificateException(file + ": it cannot be read: " + CertificateException.reason(e), e);
        }
    }

    /** All certificates of a PEM file, at least one. */
    static List<X509Certificate> chain(Path file, byte[] pem) throws CertificateException {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (var certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
                chain.add((X509Certificate) certificate);
            }
            if (chain.isEmpty()) {
                throw new CertificateException(file + ": there is no certificate in PEM in it");
            }
            return chain;
        } catch (GeneralSecurityException e) {
            throw new CertificateException(file + ": " + e.getMessage(), e);
        }
    }

    /** When the chain ends to be valid; an intermediate that expired makes the leaf useless just the same. */
    static Instant validity(Path file, List<X509Certificate> chain, Instant now) throws CertificateException {
        Instant end = Instant.MAX;
        for (X509Certificate certificate : chain) {
            Instant from = certificate.getNotBefore().toInstant();
            Instant to = certificate.getNotAfter().toInstant();
            String name = certificate.getSubjectX500Principal().getName();
            if (now.isAfter(to)) {
                throw new CertificateException(file + ": " + name + " expired at " + to);
            }
            if (now.isBefore(from)) {
                throw new CertificateException(file + ": " + name + " is not valid before " + from);
            }
            end = to.isBefore(end) ? to : end;
        }
        return end;
    }

    private static SslContext context(List<X509Certificate> chain, PrivateKey key, boolean tls12)
            throws IOException, GeneralSecurityException {
        SslContext context = SslContextBuilder.forServer(key, chain)
                .keyStoreType(KEY_STORE)
                .trustManager(nobody())
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .protocols(tls12 ? new String[] {"TLSv1.3", "TLSv1.2"} : new String[] {"TLSv1.3"})
                .sessionTimeout(SESSION_SECONDS)
                .sessionCacheSize(SESSION_CACHE)
                .build();
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            // Netty leaves tickets off. Without a key given, BoringSSL makes its own and replaces it every two days; it
            // never leaves the process, and a renewed certificate starts with a new one.
            sessions.setTicketKeys();
        }
        return context;
    }

    /** No client is asked for a certificate. Left to itself, the library would read the system's authorities for it. */
    private static TrustManagerFactory nobody() throws IOException, GeneralSecurityException {
        KeyStore none = KeyStore.getInstance(KEY_STORE);
        none.load(null, null);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(none);
        return factory;
    }

    private static Set<String> names(X509Certificate certificate) throws GeneralSecurityException {
        Set<String> names = new HashSet<>();
        if (certificate.getSubjectAlternativeNames() != null) {
            for (List<?> name : certificate.getSubjectAlternativeNames()) {
                if (name.get(0) instanceof Integer type && type == SAN_DNS) {
                    names.add(String.valueOf(name.get(1)).toLowerCase(Locale.ROOT));
                }
            }
        }
        return names;
    }

    /** Whether it is good for a host, in lower case: by its name, or by a wildcard for its first label (RFC 9525 section 6.3). */
    public boolean covers(String host) {
        return names.contains(host) || names.contains(wildcard(host));
    }

    static String wildcard(String host) {
        int dot = host.indexOf('.');
        return dot < 0 ? host : "*" + host.substring(dot);
    }

    /** What to say of an end that is past or near; nothing of one that is far. */
    static List<String> expiry(Path file, Instant notAfter, Instant now) {
        if (now.isAfter(notAfter)) {
            return List.of(file + ": expired at " + notAfter + ": the other side refuses it");
        }
        return now.plus(EXPIRY_WARNING).isAfter(notAfter)
                ? List.of(file + ": expires at " + notAfter + ", in less than " + EXPIRY_WARNING.toDays() + " days")
                : List.of();
    }
}
