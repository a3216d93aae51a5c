package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.tls.CertificateException;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final String LISTENERS = """
            listeners:
              - { name: http, address: "127.0.0.1:0" }
              - name: https
                address: "127.0.0.1:0"
                tls:
                  tls12: %s
                  certificates:
                    - { certificateFile: a.pem, keyFile: a.key }
                    - { certificateFile: b.pem, keyFile: b.key }
            """;

    @TempDir
    private Path folder;

    private RecordingBackEnd backEnd;

    @BeforeEach
    void start() throws Exception {
        backEnd = new RecordingBackEnd();
        certificate("a", "a.test", Instant.now().plusSeconds(3600));
        certificate("b", "*.b.test", Instant.now().plusSeconds(3600));
    }

    @AfterEach
    void stop() throws Exception {
        backEnd.close();
        assertEquals(List.of(), backEnd.violations());
    }

    private void certificate(String file, String name, Instant notAfter) throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=" + name)
                .addExtensionOctetString("2.5.29.17", false, subjectAltName(name))
                .notBefore(Instant.now().minusSeconds(7200))
                .notAfter(notAfter)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(folder.resolve(file + ".pem"), bundle.getCertificatePEM());
        Files.writeString(folder.resolve(file + ".key"), bundle.getPrivateKeyPEM());
    }

    /** DER: a sequence of one dNSName. The builder's own method takes no wildcard. */
    private static byte[] subjectAltName(String name) {
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.writeBytes(new byte[] {0x30, (byte) (name.length() + 2), (byte) 0x82, (byte) name.length()});
        der.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        return der.toByteArray();
    }

    private EdgeUnderTest edge(boolean tls12) throws Exception {
        return EdgeUnderTest.edge()
                .to(backEnd)
                .listeners(LISTENERS.formatted(tls12))
                .start(folder);
    }

    /** A client that believes any certificate: which one it got is what is tested. */
    private static SSLSocket connect(EdgeUnderTest edge, String name, String... protocols) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    new X509TrustManager() {
                        @Override
                        public void checkClientTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public X509Certificate[] getAcceptedIssuers() {
                            return new X509Certificate[0];
                        }
                    }
                },
                null);
        Socket plain = new Socket();
        plain.connect(edge.address(1), 5_000);
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(plain, name, edge.address(1).getPort(), true);
        socket.setSoTimeout(10_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(name.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
        if (protocols.length > 0) {
            parameters.setProtocols(protocols);
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static String subject(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    @Test
    void sniPicksTheCertificateAndTheFirstServesTheRest() throws Exception {
        try (EdgeUnderTest edge = edge(true)) {
            for (List<String> expected : List.of(
                    List.of("a.test", "CN=a.test"),
                    List.of("x.b.test", "CN=*.b.test"),
                    List.of("other.test", "CN=a.test"))) {
                try (SSLSocket socket = connect(edge, expected.getFirst())) {
                    assertEquals(expected.getLast(), subject(socket));
                }
            }
        }
    }

    @Test
    void requestsAreServedOverBothVersionsAndSayHttps() throws Exception {
        try (EdgeUnderTest edge = edge(true)) {
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                try (SSLSocket socket = connect(edge, "a.test", version);
                        RawClient client = new RawClient(socket)) {
                    assertEquals(version, socket.getSession().getProtocol());
                    assertEquals("ok", client.get("/").answer().text());
                    assertEquals("https", backEnd.take().only("X-Forwarded-Proto"));
                    assertEquals("own", client.get("/own").answer().text());
                    assertEquals(
                            400,
                            client.send("GET / HTTP/1.1\r\nHost : a.test\r\n\r\n")
                                    .answer()
                                    .status());
                    assertTrue(client.ends());
                }
            }
            assertEquals(0, tlsFailures(edge));
        }
    }

    @Test
    void tls12CanBeSwitchedOff() throws Exception {
        try (EdgeUnderTest edge = edge(false)) {
            assertThrows(
                    IOException.class, () -> connect(edge, "a.test", "TLSv1.2").close());
            connect(edge, "a.test", "TLSv1.3").close();
            EdgeUnderTest.await("counted once", () -> tlsFailures(edge) == 1);
        }
    }

    private static long tlsFailures(EdgeUnderTest edge) {
        return edge.stats().stream().mapToLong(loop -> loop.tlsFailures()).sum();
    }

    @Test
    void plainHttpOnTheTlsPortIsCountedAndClosed() throws Exception {
        try (EdgeUnderTest edge = edge(true)) {
            try (RawClient client = RawClient.connect(edge.address(1))) {
                client.get("/");
                assertTrue(client.ends());
            }
            EdgeUnderTest.await("counted once", () -> tlsFailures(edge) == 1);
        }
    }

    @Test
    void tlsOnThePlainPortIsRefused() throws Exception {
        try (EdgeUnderTest edge = edge(true);
                RawClient client = edge.connect()) {
            client.send(new byte[] {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0});
            assertEquals(400, client.answer().status());
            assertTrue(client.ends());
        }
    }

    @Test
    void aLargeAnswerIsWholeOverTls() throws Exception {
        byte[] body = new byte[5_000_000];
        new java.util.Random(5).nextBytes(body);
        backEnd.script((request, connection) -> connection
                .send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\nConnection: close\r\n\r\n")
                .send(body)
                .close());
        try (EdgeUnderTest edge = edge(true);
                SSLSocket socket = connect(edge, "a.test");
                RawClient client = new RawClient(socket)) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
            org.junit.jupiter.api.Assertions.assertArrayEquals(
                    body, client.answer().body());
            assertTrue(client.ends());
        }
    }

    @Test
    void badCertificatesAreRefusedByName() throws Exception {
        certificate("b", "b.test", Instant.now().minusSeconds(60));
        CertificateException expired = assertThrows(CertificateException.class, () -> edge(true));
        assertTrue(expired.getMessage().contains("b.pem"), expired.getMessage());
        certificate("b", "b.test", Instant.now().plusSeconds(3600));
        Files.copy(folder.resolve("a.key"), folder.resolve("b.key"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        CertificateException mismatch = assertThrows(CertificateException.class, () -> edge(true));
        assertTrue(mismatch.getMessage().contains("b.pem"), mismatch.getMessage());
        Files.writeString(folder.resolve("b.pem"), "no certificate");
        CertificateException garbage = assertThrows(CertificateException.class, () -> edge(true));
        assertTrue(garbage.getMessage().contains("b.pem"), garbage.getMessage());
    }
}
