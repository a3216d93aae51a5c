package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.MetricsFormat;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.tls.CertificateException;
import dev.naru.edge.tls.TestCertificates;
import io.netty.pkitesting.X509Bundle;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS from the edge to its servers: who is believed, and what is said of the others. */
class UpstreamTlsTest {
    @TempDir
    private Path folder;

    private X509Bundle authority;
    private RecordingBackEnd backEnd;

    @BeforeEach
    void authority() throws Exception {
        authority = TestCertificates.selfSigned(folder, "ca", "ca.test");
        TestCertificates.selfSigned(folder, "stranger", "ca.test");
        backEnd = secure(TestCertificates.issued(folder, "server", "app.test", authority), null);
    }

    private RecordingBackEnd secure(X509Bundle own, X509Bundle clients) throws Exception {
        if (backEnd != null) {
            backEnd.close();
        }
        backEnd = RecordingBackEnd.secure(own, clients);
        return backEnd;
    }

    @AfterEach
    void stop() throws Exception {
        backEnd.close();
        assertEquals(List.of(), backEnd.violations());
    }

    private EdgeUnderTest edge(String tls, String... more) throws Exception {
        return EdgeUnderTest.edge()
                .to(backEnd)
                .upstream("tls: { " + tls + " }" + String.join("", more))
                .start(folder);
    }

    @Test
    void requestsOfBothKindsGoOverOneConnectionThatIsKept() throws Exception {
        byte[] body = new byte[3_000_000];
        new Random(7).nextBytes(body);
        backEnd.script((request, connection) -> connection
                .send("HTTP/1.1 200 OK\r\nContent-Length: " + request.body().length + "\r\n\r\n")
                .send(request.body()));
        try (EdgeUnderTest edge = edge("caFile: ca.pem, serverName: app.test");
                RawClient client = edge.connect()) {
            assertEquals(200, client.get("/").answer().status());
            client.send("POST /large/ HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + body.length + "\r\n\r\n");
            Thread sender = Thread.startVirtualThread(() -> client.sendMaybe(body));
            assertArrayEquals(body, client.answer().body());
            sender.join();
            assertEquals(200, client.get("/").answer().status());
        }
        assertEquals(1, backEnd.connections().size());
    }

    @Test
    void aServerThatCannotProveItselfGetsNoRequest() throws Exception {
        refused("caFile: stranger.pem, serverName: app.test"); // another authority
        refused("serverName: app.test"); // the system's authorities
        refused("caFile: ca.pem, serverName: other.test"); // another name
        refused("caFile: ca.pem"); // the address as the name
        secure(
                TestCertificates.issued(
                        folder, "server", "app.test", authority, Instant.now().minusSeconds(60)),
                null);
        refused("caFile: ca.pem, serverName: app.test"); // expired
    }

    private void refused(String tls) throws Exception {
        try (EdgeUnderTest edge = edge(tls);
                RawClient client = edge.connect()) {
            RawClient.Answer answer = client.get("/").answer();
            assertEquals(502, answer.status(), tls);
            assertTrue(answer.text().contains("\"server-tls-failed\""), answer.text());
            EdgeUnderTest.await("outcome", () -> edge.outcomes(Outcome.SERVER_TLS_FAILED) == 1);
            assertEquals(0, backEnd.waiting(), tls);
            assertEquals(1, edge.servers(server -> server.failures()));
        }
    }

    @Test
    void anotherServerIsTriedWhenTheFirstCannotProveItself() throws Exception {
        try (RecordingBackEnd good =
                        RecordingBackEnd.secure(TestCertificates.issued(folder, "b", "app.test", authority), null);
                RecordingBackEnd bad =
                        RecordingBackEnd.secure(TestCertificates.issued(folder, "c", "bad.test", authority), null);
                EdgeUnderTest edge = EdgeUnderTest.edge()
                        .to(bad, good)
                        .upstream("tls: { caFile: ca.pem, serverName: app.test }")
                        .start(folder);
                RawClient client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\nhi");
            assertEquals(200, client.answer().status(), "nothing of it was sent to the first");
            assertEquals("hi", good.take().text());
            assertEquals(0, bad.waiting());
        }
    }

    @Test
    void verificationCanBeSwitchedOff() throws Exception {
        try (EdgeUnderTest edge = edge("verify: false");
                RawClient client = edge.connect()) {
            assertEquals(200, client.get("/").answer().status());
        }
    }

    @Test
    void serversThatAskAreShownAClientCertificate() throws Exception {
        secure(TestCertificates.issued(folder, "server", "app.test", authority), authority);
        TestCertificates.issued(folder, "client", "edge.test", authority);
        String own = ", certificateFile: client.pem, keyFile: client.key";
        try (EdgeUnderTest edge = edge("caFile: ca.pem, serverName: app.test" + own);
                RawClient client = edge.connect()) {
            assertEquals(200, client.get("/").answer().status());
        }
        try (EdgeUnderTest edge = edge("caFile: ca.pem, serverName: app.test");
                RawClient client = edge.connect()) {
            // TLS 1.3 tells after the handshake: the server closes without an answer.
            assertEquals(502, client.get("/").answer().status());
        }
        Files.copy(folder.resolve("ca.key"), folder.resolve("client.key"), StandardCopyOption.REPLACE_EXISTING);
        String message = assertThrows(CertificateException.class, () -> edge("caFile: ca.pem" + own))
                .getMessage();
        assertTrue(message.contains("client.pem: it does not belong to the key in"), message);
    }

    @Test
    void renewedAuthoritiesAreTakenWithoutARestart() throws Exception {
        Files.copy(folder.resolve("ca.pem"), folder.resolve("trusted.pem"));
        Files.copy(folder.resolve("stranger.pem"), folder.resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);
        try (EdgeUnderTest edge = edge("caFile: ca.pem, serverName: app.test");
                RawClient client = edge.connect()) {
            assertEquals(502, client.get("/").answer().status());
            Files.writeString(folder.resolve("ca.pem"), "nothing");
            assertEquals(1, edge.server().reloadCertificates().size());
            Files.copy(folder.resolve("trusted.pem"), folder.resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);
            assertEquals(List.of(), edge.server().reloadCertificates());
            assertEquals(200, client.get("/").answer().status());
        }
    }

    @Test
    void anEndThatTheServerDidNotSignIsATruncation() throws Exception {
        String untilClose = "HTTP/1.1 200 OK\r\n\r\npart";
        try (EdgeUnderTest edge = edge("caFile: ca.pem, serverName: app.test");
                RawClient signed = edge.connect()) {
            backEnd.script((request, connection) -> connection.send(untilClose).close());
            assertEquals("part", signed.get("/").answer().text());
            EdgeUnderTest.await("whole", () -> edge.outcomes(Outcome.OK) == 1);
            try (PlainRelay relay = new PlainRelay(backEnd.port());
                    EdgeUnderTest far = EdgeUnderTest.edge()
                            .servers(EdgeUnderTest.server(relay.port(), ""))
                            .upstream("tls: { caFile: ca.pem, serverName: app.test }")
                            .start(folder);
                    RawClient client = far.connect()) {
                backEnd.script((request, connection) -> connection.send(untilClose));
                client.get("/");
                assertEquals(200, Integer.parseInt(client.line().substring(9, 12)));
                relay.cut();
                EdgeUnderTest.await("truncated", () -> far.outcomes(Outcome.SERVER_TRUNCATED) == 1);
            }
        }
    }

    @Test
    void aServerThatDoesNotSpeakTlsTimesOut() throws Exception {
        try (ServerSocket silent = new ServerSocket(0);
                EdgeUnderTest edge = EdgeUnderTest.edge()
                        .servers(EdgeUnderTest.server(silent.getLocalPort(), ""))
                        .upstream("connectTimeoutMs: 200, tls: { verify: false }")
                        .start(folder);
                RawClient client = edge.connect()) {
            assertEquals(504, client.get("/").answer().status());
            EdgeUnderTest.await("outcome", () -> edge.outcomes(Outcome.CONNECT_TIMEOUT) == 1);
        }
    }

    @Test
    void healthChecksGoTheSameWay() throws Exception {
        String health = ", health: { path: /ready, intervalMs: 100, mandatory: true }";
        try (EdgeUnderTest edge = edge("caFile: ca.pem, serverName: app.test", health)) {
            assertEquals("/ready", backEnd.take().target());
            EdgeUnderTest.await("up", () -> up(edge));
        }
        backEnd.drain();
        try (EdgeUnderTest edge = edge("caFile: stranger.pem, serverName: app.test", health)) {
            int before = backEnd.connections().size();
            EdgeUnderTest.await("asked", () -> backEnd.connections().size() > before + 2);
            assertEquals(0, backEnd.waiting());
            assertTrue(!up(edge));
        }
    }

    private static boolean up(EdgeUnderTest edge) {
        return edge.server().metrics(MetricsFormat.TEXT).contains("edge_server_up{")
                && edge.server()
                        .metrics(MetricsFormat.TEXT)
                        .lines()
                        .filter(line -> line.startsWith("edge_server_up{"))
                        .allMatch(line -> line.endsWith(" 1"));
    }
}
