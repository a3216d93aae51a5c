package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.MetricsFormat;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.tls.CertificateException;
import dev.naru.edge.tls.TestCertificates;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
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
        TestCertificates.selfSigned(folder, "a", "a.test");
        TestCertificates.selfSigned(folder, "b", "*.b.test");
    }

    @AfterEach
    void stop() throws Exception {
        backEnd.close();
        assertEquals(List.of(), backEnd.violations());
    }

    private EdgeUnderTest edge(boolean tls12) throws Exception {
        return EdgeUnderTest.edge()
                .to(backEnd)
                .listeners(LISTENERS.formatted(tls12))
                .start(folder);
    }

    private static SSLSocket connect(EdgeUnderTest edge, String name, String... protocols) throws Exception {
        return new TlsClient().connect(edge.address(1), name, protocols);
    }

    private static String subject(SSLSocket socket) throws IOException {
        return TlsClient.certificate(socket).getSubjectX500Principal().getName();
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
    void aBadCertificateStopsTheStart() throws Exception {
        TestCertificates.selfSigned(folder, "b", "b.test", Instant.now().minusSeconds(60));
        CertificateException expired = assertThrows(CertificateException.class, () -> edge(true));
        assertTrue(expired.getMessage().contains("b.pem"), expired.getMessage());
    }

    @Test
    void sessionsAreResumedInBothVersions() throws Exception {
        try (EdgeUnderTest edge = edge(true)) {
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                TlsClient client = new TlsClient();
                for (int i = 0; i < 3; i++) {
                    try (SSLSocket socket = client.connect(edge.address(1), "a.test", version);
                            RawClient raw = new RawClient(socket)) {
                        assertEquals("own", raw.get("/own").answer().text()); // a ticket comes behind the handshake
                    }
                }
                assertEquals(1, client.certificatesShown(), version);
            }
        }
    }

    @Test
    void olderVersionsAreRefused() throws Exception {
        try (EdgeUnderTest edge = edge(true);
                RawClient client = RawClient.connect(edge.address(1))) {
            byte[] hello = clientHello("a.test");
            // The offered versions are an extension (RFC 8446 section 4.2.1): without it, the old field says TLS 1.1.
            int extension = indexOf(hello, new byte[] {0, 0x2b});
            hello[extension] = (byte) 0xfe; // a number that nobody knows
            hello[9] = 3;
            hello[10] = 2;
            client.send(hello);
            assertEquals(21, client.in().read(), "an alert");
            EdgeUnderTest.await("counted once", () -> tlsFailures(edge) == 1);
        }
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int i = 44; i < all.length - part.length; i++) {
            if (java.util.Arrays.equals(all, i, i + part.length, part, 0, part.length) && all[i + 2] == 0) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }

    private static byte[] clientHello(String name) throws Exception {
        SSLEngine engine = new TlsClient().context().createSSLEngine(name, 443);
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(32 * 1024);
        engine.wrap(ByteBuffer.allocate(0), hello);
        byte[] bytes = new byte[hello.flip().remaining()];
        hello.get(bytes);
        return bytes;
    }

    @Test
    void theEndOfTlsIsTheEndOfTheConnection() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        backEnd.script((request, connection) -> {
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (EdgeUnderTest edge = edge(true);
                SSLSocket idle = connect(edge, "a.test", "TLSv1.3");
                SSLSocket waiting = connect(edge, "a.test", "TLSv1.3");
                RawClient client = new RawClient(waiting)) {
            idle.shutdownOutput(); // close_notify and no FIN
            assertEquals(-1, idle.getInputStream().read());
            client.get("/");
            backEnd.take();
            waiting.shutdownOutput();
            assertTrue(client.ends());
            EdgeUnderTest.await("outcome", () -> edge.outcomes(Outcome.CLIENT_LEFT_WAITING) == 1);
        } finally {
            ended.countDown();
        }
    }

    @Test
    void handshakesAreBoundedInTime() throws Exception {
        try (EdgeUnderTest edge = EdgeUnderTest.edge()
                .to(backEnd)
                .listeners(LISTENERS.formatted(true).replace("tls12:", "handshakeTimeoutMs: 200\n      tls12:"))
                .start(folder)) {
            byte[] hello = clientHello("a.test");
            try (RawClient silent = RawClient.connect(edge.address(1));
                    RawClient slow = RawClient.connect(edge.address(1));
                    RawClient stops = RawClient.connect(edge.address(1))) {
                slow.send(java.util.Arrays.copyOf(hello, 20));
                stops.send(hello);
                stops.in().readAllBytes(); // the edge's part of the handshake, and then an end
                slow.in().readAllBytes();
                silent.in().readAllBytes();
            }
            EdgeUnderTest.await("closed", () -> edge.stats().getFirst().clientsOpen() == 0);
        }
    }

    @Test
    void anOverlongClientHelloIsRefused() throws Exception {
        try (EdgeUnderTest edge = edge(true);
                RawClient client = RawClient.connect(edge.address(1))) {
            // A record of 16 KiB that begins a ClientHello of 64 KiB.
            byte[] record = new byte[5 + 16_384];
            record[0] = 22;
            record[1] = 3;
            record[2] = 1;
            record[3] = 0x40;
            record[5] = 1;
            record[6] = 1;
            client.sendMaybe(record).in().readAllBytes();
            EdgeUnderTest.await("counted once", () -> tlsFailures(edge) == 1);
        }
    }

    @Test
    void aHostOfAnotherCertificateIsMisdirected() throws Exception {
        try (EdgeUnderTest edge = EdgeUnderTest.edge()
                        .to(backEnd)
                        .listeners(LISTENERS.formatted(true))
                        .sites(
                                "  - { name: rest, default: true, routes: [ { name: all, path: /, respond: { status: 200, body: rest } } ] }")
                        .start(folder);
                RawClient client = new RawClient(connect(edge, "a.test"));
                RawClient other = new RawClient(connect(edge, "x.b.test"))) {
            assertEquals("own", client.get("/own").answer().text());
            RawClient.Answer answer =
                    client.send("GET /own HTTP/1.1\r\nHost: x.b.test\r\n\r\n").answer();
            assertEquals(421, answer.status());
            assertTrue(answer.text().contains("\"misdirected\""), answer.text());
            assertEquals("own", client.get("/own").answer().text(), "the connection itself is fine");
            assertEquals(
                    "rest",
                    client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                            .answer()
                            .text());
            assertEquals(421, other.get("/own").answer().status());
            assertEquals(
                    "rest",
                    other.send("GET / HTTP/1.1\r\nHost: Y.b.test:8443\r\n\r\n")
                            .answer()
                            .text());
            EdgeUnderTest.await("outcomes", () -> edge.outcomes(Outcome.MISDIRECTED) == 2);
        }
    }

    @Test
    void renewedFilesServeNewConnectionsAndOldOnesLiveOn() throws Exception {
        try (EdgeUnderTest edge = edge(true);
                SSLSocket before = connect(edge, "a.test");
                RawClient client = new RawClient(before)) {
            assertEquals("own", client.get("/own").answer().text());
            TestCertificates.selfSigned(folder, "a", "a.test", Instant.now().plusSeconds(90_000));
            // Found by the watcher, without being told.
            BigInteger old = TlsClient.certificate(before).getSerialNumber();
            EdgeUnderTest.await("the new certificate", () -> {
                try (SSLSocket after = connect(edge, "a.test")) {
                    return !TlsClient.certificate(after).getSerialNumber().equals(old);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            assertEquals("own", client.get("/own").answer().text());
            assertEquals("ok", client.get("/").answer().text());
            String metrics = edge.server().metrics(MetricsFormat.TEXT);
            assertTrue(metrics.contains("edge_certificate_reloads_total 1\n"), metrics);
            assertTrue(metrics.contains("edge_certificate_reload_failures_total 0\n"), metrics);
            assertTrue(
                    metrics.contains("edge_certificate_expiry_timestamp_seconds{listener=\"https\",file=\""
                            + folder.resolve("b.pem") + "\"} "),
                    metrics);
        }
    }

    @Test
    void aBadRenewalIsRefusedAndTheOldCertificateServesOn() throws Exception {
        try (EdgeUnderTest edge = edge(true)) {
            TestCertificates.selfSigned(folder, "other", "a.test");
            Files.copy(folder.resolve("other.pem"), folder.resolve("a.pem"), StandardCopyOption.REPLACE_EXISTING);
            List<String> refused = edge.server().reloadCertificates();
            assertEquals(1, refused.size(), refused.toString());
            assertTrue(refused.getFirst().contains("a.pem: it does not belong to the key in"), refused.toString());
            connect(edge, "a.test").close();
            assertEquals(List.of(), edge.server().reloadCertificates(), "said once");
            TestCertificates.selfSigned(folder, "a", "a.test", Instant.now().minusSeconds(60));
            assertEquals(1, edge.server().reloadCertificates().size());
            connect(edge, "a.test").close();
            assertTrue(
                    edge.server().metrics(MetricsFormat.TEXT).contains("edge_certificate_reload_failures_total 2\n"));
            TestCertificates.selfSigned(folder, "a", "a.test");
            assertEquals(List.of(), edge.server().reloadCertificates());
        }
    }
}
