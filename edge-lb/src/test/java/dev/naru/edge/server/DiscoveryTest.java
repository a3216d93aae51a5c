package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.discovery.NameServer;
import dev.naru.edge.upstream.Server;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Servers given by name, while the edge runs. Only Linux has all of 127.0.0.0/8. */
@EnabledOnOs(OS.LINUX)
class DiscoveryTest {
    private final NameServer names = new NameServer();

    @AfterEach
    void stop() {
        names.close();
    }

    /** Says where it listens. */
    private static RecordingBackEnd backEnd(String host, int port) throws Exception {
        RecordingBackEnd backEnd = RecordingBackEnd.at(new InetSocketAddress(InetAddress.ofLiteral(host), port));
        return backEnd.script((request, connection) ->
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + host.length() + "\r\n\r\n" + host));
    }

    private EdgeUnderTest edge(int port, String resolve, String upstream) throws Exception {
        return edge(port, resolve, 200, upstream);
    }

    private EdgeUnderTest edge(int port, String resolve, int maxTtlMs, String upstream) throws Exception {
        return EdgeUnderTest.edge()
                .servers("{ address: \"app.test.:" + port + "\", resolve: " + resolve + " }")
                .upstream(upstream)
                .more("dns: { servers: [ \"127.0.0.1:" + names.port() + "\" ], minTtlMs: 100, maxTtlMs: " + maxTtlMs
                        + ", timeoutMs: 2000 }")
                .start();
    }

    /** Of the loop: what requests meet. */
    private static Set<String> servers(EdgeUnderTest edge) {
        return edge.server().loop(0).submit(() -> edge.app().servers()).syncUninterruptibly().getNow().stream()
                .map(Server::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String get(RawClient client) throws Exception {
        return client.get("/").answer().text();
    }

    @Test
    void aScaledServiceGetsItsShareAndGivesItBack() throws Exception {
        try (RecordingBackEnd one = backEnd("127.0.0.2", 0);
                RecordingBackEnd two = backEnd("127.0.0.3", one.port())) {
            names.addresses("app.test", 0, "127.0.0.2");
            try (EdgeUnderTest edge = edge(one.port(), "all", "");
                    RawClient client = edge.connect()) {
                assertEquals("127.0.0.2", get(client));
                names.addresses("app.test", 0, "127.0.0.3", "127.0.0.2");
                EdgeUnderTest.await("two servers", () -> servers(edge).size() == 2);
                assertEquals(Set.of("127.0.0.2", "127.0.0.3"), Set.of(get(client), get(client)));
                assertEquals(1, one.connections().size(), "what stays keeps its connections");
                names.addresses("app.test", 0, "127.0.0.3");
                EdgeUnderTest.await("one server", () -> servers(edge).equals(Set.of("127.0.0.3:" + two.port())));
                assertEquals(List.of("127.0.0.3", "127.0.0.3"), List.of(get(client), get(client)));
                EdgeUnderTest.await(
                        "no idle connections to what is gone",
                        () -> one.connections().getFirst().socket.isClosed());
            }
        }
    }

    @Test
    void whatIsInFlightAtAServerThatLeavesComesToItsEnd() throws Exception {
        try (RecordingBackEnd one = backEnd("127.0.0.2", 0);
                RecordingBackEnd two = backEnd("127.0.0.3", one.port())) {
            var reached = new java.util.concurrent.CountDownLatch(1);
            var go = new java.util.concurrent.CountDownLatch(1);
            one.script((request, connection) -> {
                reached.countDown();
                try {
                    assertTrue(go.await(10, java.util.concurrent.TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                connection.send(RecordingBackEnd.OK);
            });
            names.addresses("app.test", 0, "127.0.0.2");
            try (EdgeUnderTest edge = edge(one.port(), "all", "");
                    RawClient waiting = edge.connect();
                    RawClient other = edge.connect()) {
                waiting.get("/");
                assertTrue(reached.await(5, java.util.concurrent.TimeUnit.SECONDS));
                names.addresses("app.test", 0, "127.0.0.3");
                EdgeUnderTest.await("the other server", () -> servers(edge).equals(Set.of("127.0.0.3:" + two.port())));
                assertEquals("127.0.0.3", get(other));
                go.countDown();
                assertEquals("ok", waiting.answer().text());
            }
        }
    }

    @Test
    void theLastGoodAnswerServesOnWhileNobodyAnswers() throws Exception {
        try (RecordingBackEnd one = backEnd("127.0.0.2", 0)) {
            names.addresses("app.test", 0, "127.0.0.2");
            try (EdgeUnderTest edge = edge(one.port(), "all", "");
                    RawClient client = edge.connect()) {
                for (Runnable trouble : List.<Runnable>of(
                        () -> names.refuse(DnsResponseCode.SERVFAIL),
                        () -> names.refuse(DnsResponseCode.NXDOMAIN),
                        () -> names.silent(true))) {
                    trouble.run();
                    int before = names.questions();
                    EdgeUnderTest.await("two more questions", () -> names.questions() > before + 1);
                    assertEquals("127.0.0.2", get(client));
                }
            }
        }
    }

    @Test
    void aNameThatIsFoundLaterIsNoReasonNotToStart() throws Exception {
        try (RecordingBackEnd one = backEnd("127.0.0.2", 0);
                EdgeUnderTest edge = edge(one.port(), "one", "");
                RawClient client = edge.connect()) {
            assertEquals(503, client.get("/").answer().status());
            names.addresses("app.test", 0, "127.0.0.2");
            EdgeUnderTest.await("a server", () -> servers(edge).equals(Set.of("app.test.:" + one.port())));
            assertEquals("127.0.0.2", get(client));
        }
    }

    @Test
    void aNewServerGetsNothingBeforeItsFirstCheckHasPassed() throws Exception {
        try (RecordingBackEnd one = backEnd("127.0.0.2", 0);
                RecordingBackEnd two = backEnd("127.0.0.3", one.port())) {
            two.script(
                    (request, connection) -> connection.send("HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n"));
            names.addresses("app.test", 0, "127.0.0.2");
            try (EdgeUnderTest edge =
                            edge(one.port(), "all", "health: { path: /health, intervalMs: 100, timeoutMs: 100 }");
                    RawClient client = edge.connect()) {
                EdgeUnderTest.await("the first one", () -> edge.app().servers().stream()
                        .allMatch(server -> server.state().up()));
                names.addresses("app.test", 0, "127.0.0.2", "127.0.0.3");
                EdgeUnderTest.await("two servers", () -> servers(edge).size() == 2);
                for (int i = 0; i < 10; i++) {
                    assertEquals("127.0.0.2", get(client));
                }
            }
        }
    }

    @Test
    void whenEverythingMovesTheOldServersServeUntilTheNewOnesArePassed() throws Exception {
        try (RecordingBackEnd one = backEnd("127.0.0.2", 0);
                RecordingBackEnd two = backEnd("127.0.0.3", one.port())) {
            var checked = new java.util.concurrent.CountDownLatch(1);
            two.script((request, connection) -> {
                checked.countDown();
                connection.send("HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n");
            });
            names.addresses("app.test", 0, "127.0.0.2");
            try (EdgeUnderTest edge = edge(
                            one.port(), "all", 5_000, "health: { path: /health, intervalMs: 100, timeoutMs: 100 }");
                    RawClient client = edge.connect()) {
                EdgeUnderTest.await("the first one", () -> edge.app().servers().stream()
                        .allMatch(server -> server.state().up()));
                names.addresses("app.test", 0, "127.0.0.3");
                assertTrue(checked.await(10, java.util.concurrent.TimeUnit.SECONDS));
                assertEquals("127.0.0.2", get(client));
                two.script((request, connection) -> connection.send(RecordingBackEnd.OK));
                EdgeUnderTest.await("the new one", () -> edge.app().servers().stream()
                        .filter(server -> !server.backup())
                        .allMatch(server -> server.state().up()));
                assertEquals("ok", get(client));
            }
        }
    }
}
