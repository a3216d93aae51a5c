package dev.naru.edge.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.handler.ssl.OpenSsl;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CertificateKeyTest {
    /** Both ways, since which one is taken depends on the machine. */
    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ecp256", "ecp384", "rsa2048"})
    void onlyTheOwnKeyMatches(Algorithm algorithm) throws Exception {
        X509Bundle one = bundle(algorithm);
        X509Bundle other = bundle(algorithm);
        for (X509Bundle key : new X509Bundle[] {one, other}) {
            boolean own = key == one;
            assertEquals(
                    own,
                    CertificateKey.matches(
                            one.getCertificate(), key.getKeyPair().getPrivate()),
                    "BoringSSL: " + OpenSsl.isAvailable());
            assertEquals(
                    own,
                    CertificateKey.signsFor(
                            one.getCertificate().getPublicKey(),
                            key.getKeyPair().getPrivate()));
        }
    }

    @Test
    void aKeyOfAnotherKindDoesNotMatch() throws Exception {
        assertEquals(
                false,
                OpenSsl.isAvailable()
                        && CertificateKey.matches(
                                bundle(Algorithm.ecp256).getCertificate(),
                                bundle(Algorithm.rsa2048).getKeyPair().getPrivate()));
    }

    private static X509Bundle bundle(Algorithm algorithm) throws Exception {
        return TestCertificates.builder("a.test", Instant.now().plus(Duration.ofDays(1)))
                .algorithm(algorithm)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }
}
