package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a configuration may add to the rules of repetition: keys, markers, replayed bodies, budget and deadlines. */
class RepeatTest {
    private static final String B = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb";

    private RecordingBackEnd a;
    private RecordingBackEnd b;
    private EdgeUnderTest edge;

    @BeforeEach
    void start() throws Exception {
        a = new RecordingBackEnd();
        b = RecordingBackEnd.answering(B);
    }

    @AfterEach
    void stop() throws Exception {
        edge.close();
        a.close();
        b.close();
        assertEquals(List.of(), a.violations());
        assertEquals(List.of(), b.violations());
    }

    private void edge(String retry, String routes) throws Exception {
        edge = EdgeUnderTest.edge()
                .upstream("maxFails: 0, retry: { " + retry + " }")
                .servers(EdgeUnderTest.server(a.port(), ""), EdgeUnderTest.server(b.port(), "backup: true"))
                .sites(routes)
                .start();
    }

    private void edge(String retry) throws Exception {
        edge(retry, "      - { name: orders, path: /orders, retryWithKey: true, proxy: { upstream: app } }\n");
    }

    private RawClient.Answer send(String message) throws Exception {
        try (RawClient client = edge.connect()) {
            return client.send(message).answer();
        }
    }

    private static String post(String path, String fields) {
        return "POST " + path + " HTTP/1.1\r\nHost: a.test\r\n" + fields + "Content-Length: 5\r\n\r\nhello";
    }

    @Test
    void aPostIsRepeatedWithAKeyOnARouteThatAllowsItOnly() throws Exception {
        a.script((request, connection) -> connection.close());
        edge("budgetMin: 3");
        assertEquals(200, send(post("/orders", "Idempotency-Key: 1\r\n")).status());
        assertEquals("hello", a.take().text());
        assertEquals("hello", b.take().text());
        assertEquals(502, send(post("/orders", "")).status());
        assertEquals(502, send(post("/elsewhere", "Idempotency-Key: 1\r\n")).status());
        assertEquals(0, b.waiting());
    }

    @Test
    void aChunkedBodyIsSentAgainAsItWas() throws Exception {
        a.script((request, connection) -> connection.close());
        edge("replayBytes: 1000");
        assertEquals(
                200,
                send("PUT /x HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")
                        .status());
        assertEquals("hello world", b.take().text());
    }

    @Test
    void aServerThatFailsInsideTheBodyIsReplacedForTheWholeOfIt() throws Exception {
        a.headsOnly().script((request, connection) -> {
            connection.receive(5);
            connection.close();
        });
        edge("replayBytes: 1000");
        try (RawClient client = edge.connect()) {
            client.send("PUT /x HTTP/1.1\r\nHost: a.test\r\nContent-Length: 11\r\n\r\nhello");
            EdgeUnderTest.await("repeated", () -> b.connections().size() == 1);
            client.send(" world");
            assertEquals(200, client.answer().status());
        }
        assertEquals("hello world", b.take().text());
    }

    @Test
    void aBodyOverTheReplayBufferIsNotRepeated() throws Exception {
        a.script((request, connection) -> connection.close());
        edge("replayBytes: 4");
        RawClient.Answer answer = send(post("/orders", "Idempotency-Key: 1\r\n"));
        assertEquals(502, answer.status());
        assertTrue(answer.text().contains("server-closed"));
        assertEquals(0, b.waiting());
    }

    @Test
    void theMarkerSaysThatAPostWasNotProcessed() throws Exception {
        a.script((request, connection) -> connection.send(
                "HTTP/1.1 503 Service Unavailable\r\nX-Not-Processed: 1\r\nContent-Length: 4\r\n\r\nbusy"));
        edge("notProcessedHeader: X-Not-Processed");
        assertEquals(200, send(post("/elsewhere", "")).status());
        assertEquals("hello", b.take().text());
        b.script((request, connection) -> connection.send(
                "HTTP/1.1 503 Service Unavailable\r\nx-not-processed: 1\r\nContent-Length: 4\r\n\r\nBUSY"));
        RawClient.Answer last = send(post("/elsewhere", ""));
        assertEquals(503, last.status());
        assertEquals("BUSY", last.text(), "the last server's word is passed on");
    }

    @Test
    void a503WithoutTheMarkerIsPassedOn() throws Exception {
        a.script((request, connection) ->
                connection.send("HTTP/1.1 503 Service Unavailable\r\nX-Other: 1\r\nContent-Length: 4\r\n\r\nbusy"));
        edge("notProcessedHeader: X-Not-Processed");
        assertEquals(503, send(post("/elsewhere", "")).status());
        assertEquals(0, b.waiting());
    }

    @Test
    void oneAttemptHasItsOwnTimeout() throws Exception {
        a.script((request, connection) -> {}); // never answers
        edge("tryTimeoutMs: 200");
        assertEquals(200, send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n").status());
        assertEquals(1, edge.routes(route -> route.retries()));
        RawClient.Answer answer = send(post("/elsewhere", ""));
        assertEquals(504, answer.status());
        assertTrue(answer.text().contains("server-timeout"));
    }

    @Test
    void allAttemptsTogetherHaveADeadline() throws Exception {
        a.script((request, connection) -> {});
        b.script((request, connection) -> {});
        edge("tryTimeoutMs: 60000, timeoutMs: 300");
        assertEquals(504, send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n").status());
        assertEquals(0, edge.routes(route -> route.retries()), "no time is left for another attempt");
        assertEquals(0, b.waiting());
    }

    @Test
    void repetitionsHaveABudgetOfTheActiveRequests() throws Exception {
        // a breaks every connection off; b keeps what it gets, so that repetitions stay active.
        a.script((request, connection) -> connection.close());
        try (HoldingBackEnd slow = new HoldingBackEnd(b)) {
            edge("budgetPercent: 0, budgetMin: 2");
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                clients.add(edge.connect().get("/"));
                int sent = i + 1;
                EdgeUnderTest.await("repeated", () -> slow.arrived.get() == sent);
            }
            RawClient.Answer beyond = send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
            assertEquals(502, beyond.status());
            assertEquals(1, edge.upstream().retriesRefused());
            slow.answer(2);
            for (RawClient client : clients) {
                assertEquals(200, client.answer().status());
                client.close();
            }
            slow.answer(1);
            assertEquals(200, send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n").status(), "the budget is free again");
            assertEquals(1, edge.outcomes(Outcome.SERVER_CLOSED));
        }
    }

    @Test
    void whatIsNoAnswerIsReplacedLikeNone() throws Exception {
        a.script((request, connection) ->
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\naa"));
        edge("budgetMin: 3");
        assertEquals("b", send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n").text());
        b.take();
        assertEquals(502, send(post("/elsewhere", "")).status(), "it may have been executed");
        assertEquals(0, b.waiting());
        assertEquals(1, edge.outcomes(Outcome.SERVER_BAD_ANSWER));
    }

    @Test
    void aServerThatFallsSilentCostsNobodyItsAnswer() throws Exception {
        edge("tryTimeoutMs: 300, budgetMin: 0");
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            clients.add(edge.connect());
        }
        for (int round = 0; round < 5; round++) {
            for (RawClient client : clients) {
                assertEquals(200, client.get("/").answer().status());
            }
        }
        assertEquals(0, edge.routes(route -> route.retries()));
        a.script((request, connection) -> {});
        for (RawClient client : clients) {
            client.get("/");
        }
        for (RawClient client : clients) {
            assertEquals(200, client.answer().status());
            client.close();
        }
        assertEquals(12, edge.routes(route -> route.retries()), "all in the same moment");
        assertEquals(0, edge.upstream().retriesRefused());
    }
}
