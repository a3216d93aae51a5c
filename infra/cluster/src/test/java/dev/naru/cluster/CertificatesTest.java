package dev.naru.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificatesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void eachHostHasACertificateThatTheAuthorityVouchesFor() throws Exception {
        Certificates.ensure(folder, at(NOW));
        assertEquals(Set.of("www.shop.localhost", "m.shop.localhost"), names(read("secrets/www.pem")));
        assertEquals(Set.of("api.shop.localhost"), names(read("secrets/api.pem")));
        assertEquals(Set.of("pg.shop.localhost"), names(read("secrets/pg.pem")));
        for (String leaf : List.of("www", "api", "pg")) {
            validate(read("secrets/" + leaf + ".pem"), NOW);
        }
    }

    @Test
    void aCertificateEnds() throws Exception {
        Certificates.ensure(folder, at(NOW));
        X509Certificate www = read("secrets/www.pem");
        Instant after = NOW.plus(Certificates.LIFETIME).plusSeconds(1);
        assertThrows(java.security.cert.CertPathValidatorException.class, () -> validate(www, after));
    }

    @Test
    void certificatesAreKeptUntilShortlyBeforeTheirEnd() throws Exception {
        Certificates.ensure(folder, at(NOW));
        X509Certificate first = read("secrets/www.pem");
        Instant renewal = NOW.plus(Certificates.LIFETIME).minus(Certificates.RENEW_BEFORE);
        Certificates.ensure(folder, at(renewal.minus(Duration.ofMinutes(1))));
        assertEquals(first, read("secrets/www.pem"));
        Certificates.ensure(folder, at(renewal.plus(Duration.ofMinutes(1))));
        assertNotEquals(first, read("secrets/www.pem"));
        validate(read("secrets/www.pem"), renewal.plus(Duration.ofMinutes(1)));
    }

    private void validate(X509Certificate leaf, Instant moment) throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(read("ca.pem"), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(java.util.Date.from(moment));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf)), parameters);
    }

    private X509Certificate read(String file) throws Exception {
        try (var in = Files.newInputStream(folder.resolve(file))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static Set<String> names(X509Certificate certificate) throws Exception {
        return certificate.getSubjectAlternativeNames().stream()
                .map(name -> (String) name.get(1))
                .collect(Collectors.toSet());
    }

    private static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }
}
