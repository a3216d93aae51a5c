package dev.naru.edge.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.config.CertificateConfig;
import dev.naru.edge.config.TlsConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void files() throws Exception {
        TestCertificates.selfSigned(folder, "a", "a.test");
        TestCertificates.selfSigned(folder, "b", "*.b.test");
    }

    private Certificates load() throws CertificateException {
        return Certificates.load(new TlsConfig(
                Stream.of("a", "b")
                        .map(name ->
                                new CertificateConfig(folder.resolve(name + ".pem"), folder.resolve(name + ".key")))
                        .toList(),
                true,
                10_000));
    }

    private static boolean fits(Certificates all, String serverName, String host) {
        byte[] head = ("Host: " + host).getBytes(StandardCharsets.US_ASCII);
        return new ServedCertificate(all, all.choose(serverName)).fits(head, 6, head.length);
    }

    @Test
    void aNameChoosesItsCertificateInAnyCaseAndTheFirstServesTheRest() throws Exception {
        Certificates all = load();
        assertEquals(0, all.choose("A.test").place());
        assertEquals(1, all.choose("x.B.test").place());
        assertEquals(0, all.choose("x.y.b.test").place(), "a wildcard is for one label");
        assertEquals(0, all.choose("b.test").place());
        assertEquals(0, all.choose("").place());
    }

    @Test
    void aRequestFitsWhereItsOwnCertificateWasShown() throws Exception {
        Certificates all = load();
        assertTrue(fits(all, "a.test", "A.TEST"));
        assertTrue(fits(all, "x.b.test", "y.b.test"), "the same certificate is good for both");
        assertFalse(fits(all, "a.test", "x.b.test"));
        assertFalse(fits(all, "x.b.test", "a.test"));
        assertTrue(fits(all, "unknown.test", "other.test"), "the first certificate is the best there is");
        assertFalse(fits(all, "x.b.test", "other.test"));
        Certificates renewed = load();
        ServedCertificate before = new ServedCertificate(renewed, renewed.choose("unknown.test"));
        renewed.reload();
        assertTrue(before.fits(new byte[] {'q'}, 0, 1), "a renewed certificate is the same one");
    }

    @Test
    void eachCertificateIsRenewedByItself() throws Exception {
        Certificates all = load();
        Instant end = Instant.now().plus(Duration.ofDays(90));
        TestCertificates.selfSigned(folder, "a", "a.test", end);
        Files.writeString(folder.resolve("b.pem"), "no certificate");
        List<String> problems = all.reload();
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.getFirst().startsWith(folder.resolve("b.pem") + ": "), problems.toString());
        assertEquals(end.getEpochSecond(), all.choose("a.test").notAfter().getEpochSecond());
        assertEquals(1, all.choose("x.b.test").place(), "the one before serves on");
        assertEquals(1, all.reloadFailures());
    }

    @Test
    void whatCannotServeIsRefusedWithItsFileAndReason() throws Exception {
        refused(
                "b.pem",
                "expired at",
                () -> TestCertificates.selfSigned(
                        folder, "b", "b.test", Instant.now().minusSeconds(5)));
        refused(
                "b.pem",
                "is not valid before",
                () -> TestCertificates.write(
                        folder,
                        "b",
                        TestCertificates.builder("b.test", Instant.now().plusSeconds(7200))
                                .notBefore(Instant.now().plusSeconds(3600))
                                .setIsCertificateAuthority(true)
                                .buildSelfSigned()));
        refused(
                "b.pem",
                "does not belong to the key in",
                () -> Files.copy(
                        folder.resolve("a.key"), folder.resolve("b.key"), StandardCopyOption.REPLACE_EXISTING));
        refused("b.key", "no PKCS#8 private key", () -> Files.writeString(folder.resolve("b.key"), "no key"));
        refused("b.pem", "", () -> Files.writeString(folder.resolve("b.pem"), "no certificate"));
        refused("b.pem", "there is no certificate", () -> Files.writeString(folder.resolve("b.pem"), ""));
        refused("b.pem", "cannot be read", () -> Files.delete(folder.resolve("b.pem")));
    }

    private interface Change {
        void make() throws Exception;
    }

    private void refused(String file, String reason, Change change) throws Exception {
        files();
        change.make();
        String message = assertThrows(CertificateException.class, this::load).getMessage();
        assertTrue(message.contains(folder.resolve(file).toString()), message);
        assertTrue(message.contains(reason), message);
    }

    @Test
    void anEndWithinTwoWeeksIsWarnedOf() throws Exception {
        TestCertificates.selfSigned(folder, "a", "a.test", Instant.now().plus(Duration.ofDays(13)));
        TestCertificates.selfSigned(folder, "b", "b.test", Instant.now().plus(Duration.ofDays(15)));
        List<String> warnings = load().warnings(Instant.now());
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(warnings.getFirst().startsWith(folder.resolve("a.pem") + ": expires at "), warnings.toString());
    }

    @Test
    void aCertificateThatWantsStaplingIsWarnedOf() throws Exception {
        TestCertificates.write(
                folder,
                "b",
                TestCertificates.builder("b.test", Instant.now().plus(Duration.ofDays(30)))
                        .addExtensionOctetString("1.3.6.1.5.5.7.1.24", false, new byte[] {0x30, 3, 2, 1, 5})
                        .setIsCertificateAuthority(true)
                        .buildSelfSigned());
        TestCertificates.selfSigned(folder, "a", "a.test", Instant.now().plus(Duration.ofDays(30)));
        List<String> warnings = load().warnings(Instant.now());
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(warnings.getFirst().contains("must-staple"), warnings.toString());
    }
}
