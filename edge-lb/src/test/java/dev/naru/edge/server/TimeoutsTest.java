package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.Outcome;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Slow clients and those that leave. */
class TimeoutsTest {
    private RecordingBackEnd backEnd;
    private EdgeUnderTest edge;

    @BeforeEach
    void start() throws Exception {
        backEnd = new RecordingBackEnd();
        edge = EdgeUnderTest.edge()
                .to(backEnd)
                .limits(
                        "headTimeoutMs: 300, bodyIdleTimeoutMs: 300, bodyMinBytesPerSecond: 1000, keepAliveTimeoutMs: 300, tunnelIdleTimeoutMs: 1000")
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        edge.close();
        backEnd.close();
        assertEquals(List.of(), backEnd.violations());
    }

    @Test
    void aSlowHeadIs408() throws Exception {
        try (RawClient client = edge.connect()) {
            RawClient.Answer answer =
                    client.send("GET / HTTP/1.1\r\nHost: a.test\r\n").answer();
            assertEquals(408, answer.status());
            assertTrue(answer.closes() && client.ends());
        }
        assertEquals(0, backEnd.waiting());
        edge.close();
        assertEquals(1, edge.outcomes(Outcome.CLIENT_SLOW_HEAD));
    }

    @Test
    void drippingAHeadDoesNotExtendItsTime() throws Exception {
        try (RawClient client = edge.connect()) {
            client.socket().setSoTimeout(20);
            client.send("GET / HTTP/1.1\r\n");
            int first = -1;
            for (int i = 0; i < 500 && first < 0; i++) {
                client.sendMaybe("X: y\r\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
                try {
                    first = client.in().read();
                } catch (java.net.SocketTimeoutException e) {
                    // not yet
                }
            }
            assertEquals('H', first);
        }
    }

    @Test
    void aSilentConnectionIsClosedWithoutAWord() throws Exception {
        try (RawClient silent = edge.connect();
                RawClient idle = edge.connect()) {
            assertEquals(200, idle.get("/").answer().status());
            assertTrue(silent.ends());
            assertTrue(idle.ends());
        }
        edge.close();
        assertEquals(1, edge.routes(route -> route.acceptedCount()));
    }

    @Test
    void aSlowBodyIs408AndTheBackEndIsBrokenOff() throws Exception {
        try (RawClient client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 100\r\n\r\nhello");
            RawClient.Answer answer = client.answer();
            assertEquals(408, answer.status());
            assertTrue(answer.text().contains("client-slow-body"));
            assertTrue(client.ends());
        }
        backEnd.takeBroken();
        assertEquals(0, backEnd.waiting());
    }

    @Test
    void aClientThatDoesNotReadIsCut() throws Exception {
        backEnd.script((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n");
            connection.send(new byte[60_000_000]);
        });
        try (RawClient client = RawClient.connectNarrow(edge.address())) {
            client.get("/");
            EdgeUnderTest.await("outcome", () -> edge.outcomes(Outcome.CLIENT_SLOW_READ) == 1);
        }
        backEnd.takeBroken();
    }

    @Test
    void aClientThatDoesNotReadPipelinedAnswersHoldsLittle() throws Exception {
        backEnd.script((request, connection) ->
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000)));
        try (RawClient client = RawClient.connectNarrow(edge.address())) {
            client.sendMaybe("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"
                    .repeat(900)
                    .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            EdgeUnderTest.await("its idle time", () -> edge.stats().getFirst().clientsOpen() == 0);
        }
        edge.close();
        // The kernel's buffers and the edge's high mark take a part; without back-pressure all 90 MB would have been
        // fetched.
        assertTrue(backEnd.waiting() < 200, "fetched " + backEnd.waiting());
    }

    @Test
    void aClientThatLeavesBreaksOffTheBackEnd() throws Exception {
        backEnd.script((request, connection) -> {
            if (request.target().equals("/large")) {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n");
                connection.send(new byte[60_000_000]);
            } else {
                connection.receiveAll();
            }
        });
        try (RawClient client = edge.connect()) {
            client.get("/waiting");
            backEnd.take();
            client.reset();
        }
        EdgeUnderTest.await("waiting", () -> edge.outcomes(Outcome.CLIENT_LEFT_WAITING) == 1);
        try (RawClient client = edge.connect()) {
            client.get("/large").receive(1000);
            client.reset();
        }
        EdgeUnderTest.await("response", () -> edge.outcomes(Outcome.CLIENT_LEFT_RESPONSE) == 1);
        try (RawClient client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 100\r\n\r\nhello");
            EdgeUnderTest.await("at the back end", () -> edge.servers(server -> server.inFlight()) == 1);
            client.reset();
        }
        EdgeUnderTest.await("request", () -> edge.outcomes(Outcome.CLIENT_LEFT_REQUEST) == 1);
        EdgeUnderTest.await("none in flight", () -> edge.servers(server -> server.inFlight()) == 0);
    }

    @Test
    void aTunnelLivesWhileEitherSideSpeaks() throws Exception {
        Semaphore arrived = new Semaphore(0);
        AtomicInteger sent = new AtomicInteger();
        backEnd.script((request, connection) -> {
            connection.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
            // The back end speaks for twice the idle time, each octet once the one before has arrived; the client is
            // silent.
            long end = System.nanoTime() + 2_000_000_000L;
            while (System.nanoTime() < end) {
                connection.send("x");
                arrived.acquireUninterruptibly();
                sent.incrementAndGet();
            }
            connection.send("y");
            connection.receiveAll();
        });
        try (RawClient client = edge.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
                    .answer();
            int received = 0;
            while (client.receive(1).equals("x")) {
                received++;
                arrived.release();
            }
            assertEquals(sent.get(), received);
            assertTrue(client.ends(), "and ends when both are silent");
        }
    }

    @Test
    void zeroKeepAliveClosesAfterEachAnswer() throws Exception {
        try (EdgeUnderTest none = EdgeUnderTest.edge()
                        .to(backEnd)
                        .limits("keepAliveTimeoutMs: 0")
                        .start();
                RawClient client = none.connect()) {
            assertTrue(client.get("/").answer().closes());
            assertTrue(client.ends());
        }
        try (EdgeUnderTest three = EdgeUnderTest.edge()
                        .to(backEnd)
                        .limits("keepAliveRequests: 3")
                        .start();
                RawClient client = three.connect()) {
            assertEquals(
                    List.of(false, false, true),
                    List.of(
                            client.get("/").answer().closes(),
                            client.get("/").answer().closes(),
                            client.get("/").answer().closes()));
            assertTrue(client.ends());
        }
    }
}
