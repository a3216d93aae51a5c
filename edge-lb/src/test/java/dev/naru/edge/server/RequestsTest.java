package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.Outcome;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Good requests: what reaches the back end, octet by octet where it matters, and what comes back. */
@ParameterizedClass
@MethodSource("dev.naru.edge.server.TransportsTest#available")
class RequestsTest {
    @Parameter
    private String transport;

    private RecordingBackEnd backEnd;
    private EdgeUnderTest edge;
    private RawClient client;

    @BeforeEach
    void start() throws Exception {
        backEnd = new RecordingBackEnd();
        edge = EdgeUnderTest.edge().to(backEnd).transport(transport).start();
        client = edge.connect();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        edge.close();
        backEnd.close();
        assertEquals(List.of(), backEnd.violations());
    }

    private StrictReader.Request forwarded(String request) throws Exception {
        assertEquals(200, client.send(request.replace("|", "\r\n")).answer().status());
        return backEnd.take();
    }

    @Test
    void forwardsTheHeadExactlyWithItsOwnForwardingFields() throws Exception {
        StrictReader.Request request = forwarded(
                "GET /a/../b?c=d HTTP/1.1|X-First: 1|Host: A.test:8080|X-Forwarded-For: 6.6.6.6|Forwarded: for=6.6.6.6|X-Real-IP: 6.6.6.6|X-Forwarded-Proto: https|X-Forwarded-Host: evil|"
                        + "X-Request-Id: mine|Proxy: evil|TE: trailers|Keep-Alive: 5|Connection: keep-alive, host, x-forwarded-for, X-Hop|X-Hop: gone|X-Last: \u00e9||");
        assertEquals("/b?c=d", request.target());
        List<String> names =
                request.fields().stream().map(StrictReader.Field::name).toList();
        assertEquals(
                List.of(
                        "Host",
                        "X-First",
                        "X-Last",
                        "X-Forwarded-For",
                        "X-Forwarded-Proto",
                        "X-Forwarded-Host",
                        "X-Real-IP",
                        "X-Request-Id",
                        "traceparent"),
                names);
        assertEquals("A.test:8080", request.only("Host"));
        assertEquals("127.0.0.1", request.only("X-Forwarded-For"));
        assertEquals("127.0.0.1", request.only("X-Real-IP"));
        assertEquals("http", request.only("X-Forwarded-Proto"));
        assertEquals("A.test:8080", request.only("X-Forwarded-Host"));
        assertEquals("\u00e9", request.only("X-Last"));
        assertTrue(request.only("X-Request-Id").matches("[0-9a-f]{32}"));
        assertTrue(request.only("traceparent").matches("00-" + request.only("X-Request-Id") + "-[0-9a-f]{16}-01"));
    }

    @Test
    void believesForwardingFieldsOfTrustedProxiesOnly() throws Exception {
        try (EdgeUnderTest behind = EdgeUnderTest.edge()
                        .to(backEnd)
                        .more("trustedProxies: [ 127.0.0.0/8 ]")
                        .start();
                RawClient proxy = behind.connect()) {
            proxy.send(
                            "GET / HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 7.7.7.7\r\nX-Forwarded-Proto: https\r\nX-Real-IP: 6.6.6.6\r\n\r\n")
                    .answer();
            StrictReader.Request request = backEnd.take();
            assertEquals("6.6.6.6, 7.7.7.7, 127.0.0.1", request.only("X-Forwarded-For"));
            assertEquals("https", request.only("X-Forwarded-Proto"));
            assertEquals("6.6.6.6", request.only("X-Real-IP"));
            assertEquals("a.test", request.only("X-Forwarded-Host"));
        }
    }

    @Test
    void keepsAValidTraceparentAndReplacesABrokenOne() throws Exception {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        assertEquals(
                trace,
                forwarded("GET / HTTP/1.1|Host: a.test|traceparent: " + trace + "||")
                        .only("traceparent"));
        String other = forwarded(
                        "GET / HTTP/1.1|Host: a.test|traceparent: 00-" + "0".repeat(32) + "-b7ad6b7169203331-01||")
                .only("traceparent");
        assertFalse(other.contains("0".repeat(32)));
    }

    @Test
    void anAbsoluteFormDecidesTheHost() throws Exception {
        StrictReader.Request request = forwarded("GET http://a.test/x?y HTTP/1.1|Host: b.test||");
        assertEquals("/x?y", request.target());
        assertEquals("a.test", request.only("Host"));
    }

    @Test
    void acceptsWhatIsOddButClear() throws Exception {
        assertEquals("PURGE", forwarded("PURGE /x HTTP/1.1|Host: a.test||").method());
        assertEquals("/", forwarded("||GET / HTTP/1.9|Host: a.test||").target());
        assertEquals(
                "/a%2Fb", forwarded("GET //./a%2fb HTTP/1.1|Host: a.test||").target());
        assertEquals(
                "/%C3%A9?q=%c3",
                forwarded("GET /%c3%a9?q=%c3 HTTP/1.1|Host: a.test||").target());
        assertEquals(
                "10",
                forwarded("POST / HTTP/1.1|Host: a.test|Content-Length: 010||0123456789")
                        .only("Content-Length"));
        assertEquals("0", forwarded("POST / HTTP/1.1|Host: a.test||").only("Content-Length"));
        assertEquals(
                "hello",
                forwarded("GET / HTTP/1.1|Host: a.test|Content-Length: 5||hello")
                        .text());
        assertEquals(null, forwarded("GET / HTTP/1.1|Host: a.test||").only("Content-Length"));
        assertEquals(
                "/",
                forwarded("GET / HTTP/1.1|Host: [::1]:80|Host2: x||".replace("[::1]:80", "a.test:"))
                        .target());
    }

    @Test
    void writesChunksAnewWithoutExtensionsAndTrailers() throws Exception {
        StrictReader.Request request = forwarded(
                "POST / HTTP/1.1|Host: a.test|Transfer-Encoding: Chunked|Trailer: X||005;ext=\"y\"|hello|6| world|0|Content-Length: 3|Host: evil|Authorization: x|X: y||");
        assertEquals("hello world", request.text());
        assertEquals("chunked", request.only("Transfer-Encoding"));
        assertEquals(null, request.only("Trailer"));
    }

    @Test
    void keepsConnectionsOnBothSides() throws Exception {
        for (int i = 0; i < 10; i++) {
            client.get("/" + i).answer();
        }
        assertEquals(1, backEnd.connections().size());
        assertEquals(10, backEnd.waiting());
        assertEquals(1, edge.servers(server -> server.connects()));
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        backEnd.script((request, connection) -> connection.send(
                "HTTP/1.1 200 OK\r\nContent-Length: " + request.target().length() + "\r\n\r\n" + request.target()));
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            all.append(
                    switch (i % 4) {
                        case 0 -> "GET /own HTTP/1.1\r\nHost: a.test\r\n\r\n";
                        case 1 -> "POST /" + i + " HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\n\r\nabc";
                        case 2 -> "GET / HTTP/1.1\r\nHost: unknown.test\r\n\r\n";
                        default -> "GET /" + i + " HTTP/1.1\r\nHost: a.test\r\n\r\n";
                    });
        }
        client.send(all.toString());
        for (int i = 0; i < 50; i++) {
            RawClient.Answer answer = client.answer();
            assertEquals(i % 4 == 2 ? 421 : 200, answer.status());
            if (i % 4 != 2) {
                assertEquals(i % 4 == 0 ? "own" : "/" + i, answer.text());
            }
        }
        assertEquals(1, backEnd.connections().size());
    }

    @Test
    void answersAllOfAPipelineBehindWhichTheClientHalfCloses() throws Exception {
        client.send(
                        "GET /1 HTTP/1.1\r\nHost: a.test\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\n\r\nabcGET /own HTTP/1.1\r\nHost: a.test\r\n\r\n")
                .finish();
        List<RawClient.Answer> answers = client.answers();
        assertEquals(3, answers.size());
        assertEquals(
                List.of(200, 200, 200),
                answers.stream().map(RawClient.Answer::status).toList());
    }

    @Test
    void answersTheFirstOfAPipelineAndRefusesABadSecond() throws Exception {
        client.send(
                "GET /1 HTTP/1.1\r\nHost: a.test\r\n\r\nGET /2 HTTP/1.1\r\nHost: a.test\r\nX : y\r\n\r\nGET /3 HTTP/1.1\r\nHost: a.test\r\n\r\n");
        assertEquals(
                List.of(200, 400),
                client.answers().stream().map(RawClient.Answer::status).toList());
        assertEquals("/1", backEnd.take().target());
        assertEquals(0, backEnd.waiting());
    }

    @Test
    void manyTinyRequestsInOneSegmentNeitherRecurseNorPileUpAnswers() throws Exception {
        client.close();
        try (EdgeUnderTest busy = EdgeUnderTest.edge()
                        .to(backEnd)
                        .limits("keepAliveRequests: 1000000")
                        .start();
                RawClient many = busy.connect()) {
            int count = 20_000;
            byte[] requests = "GET /own HTTP/1.1\r\nHost:a.test\r\n\r\n"
                    .repeat(count)
                    .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            Thread sender = Thread.startVirtualThread(() -> many.sendMaybe(requests));
            for (int i = 0; i < count; i++) {
                assertEquals("own", many.answer().text());
            }
            sender.join();
        }
    }

    @Test
    void expectationsAreAnsweredByTheEdgeOnce() throws Exception {
        client.send("POST / HTTP/1.1\r\nHost: a.test\r\nExpect: 100-Continue\r\nContent-Length: 5\r\n\r\n");
        assertEquals(100, client.next(false).status());
        client.send("hello");
        assertEquals(200, client.next(false).status());
        StrictReader.Request request = backEnd.take();
        assertEquals("hello", request.text());
        assertEquals(null, request.only("Expect"));
        client.send(
                "POST / HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello");
        assertEquals(200, client.next(false).status(), "HTTP/1.0 knows no 100");
    }

    @Test
    void anHttp10ClientGetsNoChunksAndAnEnd() throws Exception {
        backEnd.script((request, connection) ->
                connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"));
        RawClient.Answer answer = client.send("GET / HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\n\r\n")
                .answer();
        assertEquals("hello", answer.text());
        assertTrue(answer.whole() && answer.closes());
        assertEquals(null, answer.only("Transfer-Encoding"));
    }

    @Test
    void anHttp10ClientMayKeepItsConnection() throws Exception {
        for (int i = 0; i < 2; i++) {
            RawClient.Answer answer = client.send("GET / HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\n\r\n")
                    .answer();
            assertEquals("keep-alive", answer.only("Connection"));
        }
        assertTrue(
                client.send("GET / HTTP/1.0\r\nHost: a.test\r\n\r\n").answer().closes());
        assertTrue(client.ends());
    }

    @Test
    void bodilessAnswersStayBodiless() throws Exception {
        backEnd.script((request, connection) -> connection.send(
                switch (request.target()) {
                    case "/head" -> "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n";
                    case "/head-chunked" -> "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
                    case "/204" -> "HTTP/1.1 204 No Content\r\n\r\n";
                    case "/304" -> "HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\nETag: x\r\n\r\n";
                    default -> RecordingBackEnd.OK;
                }));
        RawClient.Answer head =
                client.send("HEAD /head HTTP/1.1\r\nHost: a.test\r\n\r\n").answer(true);
        assertEquals("500", head.only("Content-Length"));
        client.send("HEAD /head-chunked HTTP/1.1\r\nHost: a.test\r\n\r\n").answer(true);
        assertEquals(204, client.get("/204").answer().status());
        assertEquals("500", client.get("/304").answer().only("Content-Length"));
        assertEquals("ok", client.get("/").answer().text());
        assertEquals(1, backEnd.connections().size());
    }

    @Test
    void interimAnswersAreRelayedToThoseWhoKnowThem() throws Exception {
        backEnd.script((request, connection) -> connection.send(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nConnection: close\r\n\r\n"
                        + RecordingBackEnd.OK));
        client.get("/");
        RawClient.Answer hints = client.next(false);
        assertEquals(103, hints.status());
        assertEquals("</a.css>", hints.only("Link"));
        assertEquals(List.of(), hints.all("Connection"));
        assertEquals("ok", client.next(false).text());
        client.send("GET / HTTP/1.0\r\nHost: a.test\r\n\r\n");
        assertEquals(200, client.next(false).status());
    }

    @Test
    void answersLoseTheirHopByHopFieldsAndTheServersName() throws Exception {
        backEnd.script(
                (request, connection) -> connection.send(
                        "HTTP/1.1 200 OK\r\nServer: Secret/1.2\r\nX-One: 1\r\nConnection: keep-alive, X-Hop\r\nX-Hop: gone\r\nKeep-Alive: timeout=5\r\nUpgrade: h2c\r\nContent-Length: 02\r\nX-Two: 2\r\n\r\nok"));
        RawClient.Answer answer = client.get("/").answer();
        assertEquals(List.of("X-One: 1", "X-Two: 2", "Content-Length: 2"), answer.fields());
    }

    @Test
    void redirectsAndOwnAnswersAreComplete() throws Exception {
        RawClient.Answer moved = client.send("GET /moved//x?y=z HTTP/1.1\r\nHost: a.test:80\r\n\r\n")
                .answer();
        assertEquals(308, moved.status());
        assertEquals("https://a.test:8443/moved/x?y=z", moved.only("Location"));
        RawClient.Answer head =
                client.send("HEAD /own HTTP/1.1\r\nHost: a.test\r\n\r\n").answer(true);
        assertEquals("3", head.only("Content-Length"));
        assertEquals("own", client.get("/own").answer().text());
        EdgeUnderTest.await(
                "outcomes", () -> edge.outcomes(Outcome.RESPOND) == 2 && edge.outcomes(Outcome.REDIRECT) == 1);
    }

    @Test
    void anEarlyFinalAnswerIsRelayedAndBothSidesClose() throws Exception {
        backEnd.headsOnly()
                .script((request, connection) ->
                        connection.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"));
        client.send("POST /large/ HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1000000\r\n\r\nhello");
        RawClient.Answer answer = client.answer();
        assertEquals(403, answer.status());
        assertEquals("no", answer.text());
        assertTrue(answer.closes());
        assertTrue(client.ends());
        assertNotNull(backEnd.take());
    }

    @Test
    void aChunkedBodyOverTheLimitIsRefusedOnItsWay() throws Exception {
        client.send(
                "POST /small/ HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
        RawClient.Answer answer = client.answer();
        assertEquals(413, answer.status());
        assertTrue(client.ends());
        assertEquals(0, backEnd.waiting());
    }

    @Test
    void h2cIsStripped() throws Exception {
        for (String upgrade : new String[] {"h2c", "websocket, h2c", "HTTP/2.0", "H2C"}) {
            StrictReader.Request request =
                    forwarded("GET / HTTP/1.1|Host: a.test|Connection: Upgrade, HTTP2-Settings|Upgrade: " + upgrade
                            + "|HTTP2-Settings: AAMAAABk||");
            assertEquals(null, request.only("Upgrade"), upgrade);
            assertEquals(null, request.only("Connection"), upgrade);
            assertEquals(null, request.only("HTTP2-Settings"), upgrade);
        }
    }
}
