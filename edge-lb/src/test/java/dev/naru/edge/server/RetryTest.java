package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent again and what is not, and where it goes. */
class RetryTest {
    private RecordingBackEnd a;
    private RecordingBackEnd b;
    private EdgeUnderTest edge;

    @BeforeEach
    void start() throws Exception {
        a = RecordingBackEnd.answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na");
        b = RecordingBackEnd.answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb");
    }

    @AfterEach
    void stop() throws Exception {
        if (edge != null) {
            edge.close();
        }
        a.close();
        b.close();
        assertEquals(List.of(), a.violations());
        assertEquals(List.of(), b.violations());
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String get(RawClient client) throws IOException {
        return client.get("/").answer().text();
    }

    @Test
    void aRefusedConnectGoesToTheNextServerPostsToo() throws Exception {
        edge = EdgeUnderTest.edge()
                .upstream("maxFails: 0")
                .servers(EdgeUnderTest.server(closedPort(), ""), EdgeUnderTest.server(b.port(), ""))
                .start();
        try (RawClient client = edge.connect()) {
            for (int i = 0; i < 4; i++) {
                assertEquals(
                        "b",
                        client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello")
                                .answer()
                                .text());
                assertEquals("hello", b.take().text());
            }
        }
        assertEquals(2, edge.routes(route -> route.retries()));
    }

    @Test
    void allServersRefusingIs502() throws Exception {
        edge = EdgeUnderTest.edge()
                .servers(EdgeUnderTest.server(closedPort(), ""))
                .start();
        try (RawClient client = edge.connect()) {
            RawClient.Answer answer = client.get("/").answer();
            assertEquals(502, answer.status());
            assertTrue(answer.text().contains("connect-failed"));
            assertEquals(
                    502,
                    client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello")
                            .answer()
                            .status());
        }
    }

    /** The back end closes a kept connection just as the next request comes: it reads the request and closes. */
    private void closesOnSecondRequest() {
        a.script((request, connection) -> {
            if (connection.number == 0 && connection.requests() == 2) {
                connection.close();
            } else {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na");
            }
        });
    }

    @Test
    void aStaleConnectionIsRepeatedForGet() throws Exception {
        closesOnSecondRequest();
        edge = EdgeUnderTest.edge().to(a).start();
        try (RawClient client = edge.connect()) {
            assertEquals("a", get(client));
            assertEquals("a", get(client));
        }
        assertEquals(3, a.drain());
        assertEquals(1, edge.routes(route -> route.retries()));
    }

    @Test
    void aStaleConnectionIsNeverRepeatedForPost() throws Exception {
        closesOnSecondRequest();
        edge = EdgeUnderTest.edge().to(a).start();
        try (RawClient client = edge.connect()) {
            assertEquals("a", get(client));
            RawClient.Answer answer = client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello")
                    .answer();
            assertEquals(502, answer.status());
            assertTrue(answer.text().contains("server-closed"));
            assertEquals("a", get(client));
        }
        assertEquals(3, a.drain());
    }

    @Test
    void aConnectionThatTheBackEndClosedWhileIdleHurtsNobody() throws Exception {
        edge = EdgeUnderTest.edge().to(a).start();
        try (RawClient client = edge.connect()) {
            assertEquals("a", get(client));
            EdgeUnderTest.await("idle", () -> edge.servers(server -> server.idleConnections()) == 1);
            a.connections().getFirst().close();
            EdgeUnderTest.await("gone", () -> edge.servers(server -> server.idleConnections()) == 0);
            assertEquals(
                    "a",
                    client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1\r\n\r\nx")
                            .answer()
                            .text());
        }
    }

    @Test
    void aGetThatAServerDropsGoesElsewhereOnceAndAPostDoesNot() throws Exception {
        a.script((request, connection) -> connection.close());
        edge = EdgeUnderTest.edge().upstream("maxFails: 0").to(a, b).start();
        try (RawClient client = edge.connect()) {
            for (int i = 0; i < 4; i++) {
                assertEquals("b", get(client));
            }
            int refused = 0;
            for (int i = 0; i < 4; i++) {
                refused += client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1\r\n\r\nx")
                                        .answer()
                                        .status()
                                == 502
                        ? 1
                        : 0;
            }
            assertTrue(refused > 0, "the server that drops had its turn");
            assertEquals(refused, posts(a), "each once");
            assertEquals(4 - refused, posts(b));
        }
    }

    private static int posts(RecordingBackEnd backEnd) throws InterruptedException {
        int posts = 0;
        while (backEnd.waiting() > 0) {
            posts += backEnd.take().method().equals("POST") ? 1 : 0;
        }
        return posts;
    }

    @Test
    void aResetInsideAnAnswerIsNotRepeated() throws Exception {
        a.script((request, connection) -> connection
                .send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhe")
                .reset());
        edge = EdgeUnderTest.edge()
                .upstream("maxFails: 0")
                .servers(EdgeUnderTest.server(a.port(), ""), EdgeUnderTest.server(b.port(), "backup: true"))
                .start();
        try (RawClient client = edge.connect()) {
            client.get("/");
            try {
                assertTrue(!client.answer().whole());
            } catch (IOException e) {
                // the reset overtook the head
            }
        }
        assertEquals(0, b.drain());
    }

    @Test
    void backupsServeOnlyWhileNoPrimaryDoes() throws Exception {
        int port = a.port();
        edge = EdgeUnderTest.edge()
                .upstream("failTimeoutMs: 300")
                .servers(EdgeUnderTest.server(port, ""), EdgeUnderTest.server(b.port(), "backup: true"))
                .start();
        try (RawClient client = edge.connect()) {
            for (int i = 0; i < 5; i++) {
                assertEquals("a", get(client));
            }
            a.close();
            EdgeUnderTest.await("noticed", () -> edge.servers(server -> server.idleConnections()) == 0);
            for (int i = 0; i < 5; i++) {
                assertEquals("b", get(client), "one failed connect, then the backup");
            }
            a = RecordingBackEnd.on(port)
                    .script((request, connection) -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nA"));
            String[] last = {""};
            EdgeUnderTest.await("the primary again, by its trial request", () -> {
                try {
                    last[0] = get(client);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                return last[0].equals("A");
            });
            for (int i = 0; i < 5; i++) {
                assertEquals("A", get(client));
            }
        }
    }

    @Test
    void weightsHoldForConnectionsInTheOrderOfNginx() throws Exception {
        try (RecordingBackEnd c = RecordingBackEnd.answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nc")) {
            edge = EdgeUnderTest.edge()
                    .servers(
                            EdgeUnderTest.server(a.port(), "weight: 5"),
                            EdgeUnderTest.server(b.port(), ""),
                            EdgeUnderTest.server(c.port(), ""))
                    .start();
            StringBuilder order = new StringBuilder();
            try (RawClient client = edge.connect()) {
                for (int i = 0; i < 14; i++) {
                    order.append(get(client));
                }
            }
            assertEquals("aabacaaaabacaa", order.toString());
            assertEquals(3, edge.servers(server -> server.connects()), "each keeps its connection");
        }
    }

    @Test
    void aPoolOfNoneOpensAConnectionForEachRequest() throws Exception {
        edge = EdgeUnderTest.edge().upstream("keepalive: 0").to(a).start();
        try (RawClient client = edge.connect()) {
            for (int i = 0; i < 3; i++) {
                assertEquals("a", get(client));
            }
        }
        assertEquals(3, a.connections().size());
    }

    @Test
    void everyRequestEndsInOneOutcome() throws Exception {
        a.script((request, connection) -> {
            switch (request.target()) {
                case "/drop" -> connection.close();
                case "/bad" -> connection.send("nonsense\r\n\r\n");
                default -> connection.send(RecordingBackEnd.OK);
            }
        });
        edge = EdgeUnderTest.edge().upstream("retries: 0").to(a).start();
        Map<String, Integer> statuses = new HashMap<>();
        try (RawClient client = edge.connect()) {
            for (String path : List.of("/", "/drop", "/bad", "/own", "/moved/x", "/")) {
                statuses.merge(path + client.get(path).answer().status(), 1, Integer::sum);
            }
        }
        assertEquals(Map.of("/200", 2, "/drop502", 1, "/bad502", 1, "/own200", 1, "/moved/x308", 1), statuses);
        edge.close();
        assertEquals(2, edge.outcomes(Outcome.OK));
        assertEquals(1, edge.outcomes(Outcome.SERVER_CLOSED));
        assertEquals(1, edge.outcomes(Outcome.SERVER_BAD_ANSWER));
        assertEquals(6, edge.routes(route -> route.acceptedCount()));
    }
}
