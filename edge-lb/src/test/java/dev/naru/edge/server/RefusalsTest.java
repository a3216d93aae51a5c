package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.Outcome;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad requests over real connections: the status, the end of the connection, and that nothing was forwarded. {@code |} stands for CRLF. */
class RefusalsTest {
    private static RecordingBackEnd backEnd;
    private static EdgeUnderTest edge;

    @BeforeAll
    static void start() throws Exception {
        backEnd = new RecordingBackEnd();
        edge = EdgeUnderTest.edge()
                .to(backEnd)
                .limits("requestLineBytes: 512, headBytes: 2048, headers: 16")
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        edge.close();
        backEnd.close();
        assertEquals(0, edge.outcomes(Outcome.EDGE_ERROR));
    }

    @AfterEach
    void nothingWasForwarded() {
        assertEquals(0, backEnd.waiting());
        assertTrue(backEnd.violations().isEmpty());
    }

    private static Stream<Arguments> refuse(int status, String... requests) {
        return Stream.of(requests).map(request -> Arguments.of(status, request));
    }

    private static final String H = "|Host: a.test|";
    private static final String WEBSOCKET = "GET / HTTP/1.1" + H + "Connection: Upgrade|Upgrade: WebSocket|";
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|";

    static Stream<Arguments> requestLines() {
        return Stream.of(
                        refuse(
                                400,
                                "\0GET / HTTP/1.1" + H + "|",
                                "\u0001",
                                "\nGET / HTTP/1.1" + H + "|",
                                "GET / HTTP/1.1\nHost: a.test\n\n",
                                "GET / HTTP/1.1\rHost: a.test||",
                                "||||||GET / HTTP/1.1" + H + "|",
                                "GET / HTTP/1.1| X: y|Host: a.test||",
                                "GET /|Host: a.test||",
                                "GET / http/1.1" + H + "|",
                                "GET / HTTP/1" + H + "|",
                                "GET / HTTP/1.1.1" + H + "|",
                                "GET  / HTTP/1.1" + H + "|",
                                "GET\t/ HTTP/1.1" + H + "|",
                                "GET /  HTTP/1.1" + H + "|",
                                "GET / HTTP/1.1 " + H + "|",
                                "G@T / HTTP/1.1" + H + "|",
                                "G\u00e9T / HTTP/1.1" + H + "|",
                                "GET /a b HTTP/1.1" + H + "|",
                                "GET /a\tb HTTP/1.1" + H + "|",
                                "GET /\0 HTTP/1.1" + H + "|",
                                "GET /\u007f HTTP/1.1" + H + "|",
                                "GET /\u00e9 HTTP/1.1" + H + "|",
                                "GET /a#b HTTP/1.1" + H + "|",
                                "GET foo/bar HTTP/1.1" + H + "|",
                                "GET * HTTP/1.1" + H + "|",
                                "GET a.test:80 HTTP/1.1" + H + "|",
                                "GET http://u:p@a.test/ HTTP/1.1" + H + "|",
                                "GET ftp://a.test/ HTTP/1.1" + H + "|",
                                "GET http:///x HTTP/1.1" + H + "|",
                                "GET /%00 HTTP/1.1" + H + "|",
                                "GET /%0 HTTP/1.1" + H + "|",
                                "GET /%zz HTTP/1.1" + H + "|",
                                "GET /?a=%zz HTTP/1.1" + H + "|"),
                        refuse(505, "GET / HTTP/2.0" + H + "|", "PRI * HTTP/2.0||SM||", "GET / HTTP/0.9" + H + "|"),
                        refuse(414, "GET /" + "a".repeat(520) + " HTTP/1.1" + H + "|", "GET /" + "a".repeat(600)),
                        refuse(405, "CONNECT a.test:443 HTTP/1.1|Host: a.test:443||"))
                .flatMap(cases -> cases);
    }

    static Stream<Arguments> hosts() {
        return refuse(
                400,
                "GET / HTTP/1.1||",
                "GET / HTTP/1.1|Host: a.test|Host: a.test||",
                "GET / HTTP/1.1|Host:||",
                "GET / HTTP/1.1|Host: u@a.test||",
                "GET / HTTP/1.1|Host: a.test/x||",
                "GET / HTTP/1.1|Host: a.test,b.test||",
                "GET / HTTP/1.1|Host: a.test:x||",
                "GET / HTTP/1.1|Host: a.test:99999||",
                "GET / HTTP/1.1|Host: a.test:8:8||",
                "GET / HTTP/1.1|Host: a.test b||",
                "GET / HTTP/1.1|Host: a%2etest||",
                "GET / HTTP/1.1|Host: [::1||",
                "GET http://a.test/ HTTP/1.1|Host: u@a.test||",
                "GET http://a.test/ HTTP/1.1||");
    }

    static Stream<Arguments> fields() {
        return Stream.of(
                        refuse(
                                400,
                                "GET / HTTP/1.1" + H + "X : y||",
                                "GET / HTTP/1.1" + H + "X: y| z||",
                                "GET / HTTP/1.1" + H + "X||",
                                "GET / HTTP/1.1" + H + ": y||",
                                "GET / HTTP/1.1" + H + "X\u00e9: y||",
                                "GET / HTTP/1.1" + H + "X(: y||",
                                "GET / HTTP/1.1" + H + "X: \0||",
                                "GET / HTTP/1.1" + H + "X: a\rb||",
                                "GET / HTTP/1.1" + H + "X: a\nb||",
                                "GET / HTTP/1.1" + H + "X: \u0001||",
                                "GET / HTTP/1.1" + H + "X: \u007f||",
                                "GET / HTTP/1.1" + H + "Transfer_Encoding: chunked||",
                                "GET / HTTP/1.1" + H + "X_Forwarded_For: 1.2.3.4||",
                                "GET / HTTP/1.1" + H + "Connection: close;x||"),
                        refuse(
                                431,
                                "GET / HTTP/1.1" + H + "X: " + "a".repeat(2100) + "||",
                                "||GET / HTTP/1.1" + H + "X: " + "a".repeat(3000),
                                "GET / HTTP/1.1" + H + "X: y|".repeat(16) + "|"),
                        refuse(417, "POST / HTTP/1.1" + H + "Expect: 200-ok|Content-Length: 1||x"))
                .flatMap(cases -> cases);
    }

    static Stream<Arguments> framings() {
        String post = "POST / HTTP/1.1" + H;
        Stream<String> codings = Stream.of(
                "xchunked",
                "identity",
                "",
                ",chunked",
                "chunked;x",
                "\u000bchunked",
                "\u00a0chunked",
                "chunked, chunked",
                "chunked, identity",
                "chunked,",
                "chunke",
                "gzip",
                "\"chunked\"",
                "chunked x");
        Stream<String> lengths = Stream.of(
                "5, 5",
                "5, 6",
                "+5",
                "-1",
                "0x5",
                "1_0",
                "4 2",
                "",
                "1e3",
                "9223372036854775808",
                "99999999999999999999",
                "5;",
                "\u00b2");
        Stream<String> sizes =
                Stream.of("+5", "-5", "0x5", "1_0", " 5", "5 ", "", "ffffffffffffffffff", "5;", "5;\u0001", "g");
        return Stream.of(
                        codings.map(coding -> Arguments.of(400, post + "Transfer-Encoding: " + coding + "||0||")),
                        lengths.map(length -> Arguments.of(400, post + "Content-Length: " + length + "||hello")),
                        refuse(501, post + "Transfer-Encoding: gzip, chunked||0||"),
                        refuse(
                                400,
                                post + "Content-Length: 5|Transfer-Encoding: chunked||0||",
                                post + "Transfer-Encoding: chunked|Content-Length: 5||0||",
                                "POST / HTTP/1.0" + H + "Transfer-Encoding: chunked||0||",
                                post + "Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||",
                                post + "Content-Length: 5|Content-Length: 5||hello",
                                post + "Content-Length: 5|Content-Length: 6||hello"),
                        refuse(
                                413,
                                "POST /small/ HTTP/1.1" + H + "Content-Length: 11||",
                                "POST /small/ HTTP/1.1" + H + "Expect: 100-continue|Content-Length: 11||"),
                        refuse(
                                400,
                                "GET / HTTP/1.1" + H + "Connection: Upgrade|Upgrade: websocket|Content-Length: 1||x",
                                "GET / HTTP/1.1" + H + "Connection: Upgrade|Upgrade: websocket|Content-Length: 0||",
                                "POST / HTTP/1.1" + H + "Connection: Upgrade|Upgrade: websocket||",
                                WEBSOCKET + "Sec-WebSocket-Version: 13||",
                                WEBSOCKET + "Sec-WebSocket-Version: 13|Sec-WebSocket-Key: |" + "|",
                                WEBSOCKET + "Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=||",
                                WEBSOCKET + "Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQAA||",
                                WEBSOCKET + "Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j_Q==||",
                                WEBSOCKET + "Sec-WebSocket-Version: 13|" + KEY + KEY + "|"))
                .flatMap(cases -> cases);
    }

    @ParameterizedTest
    @MethodSource({"requestLines", "hosts", "fields", "framings"})
    void isRefusedAndClosed(int status, String request) throws Exception {
        try (RawClient client = edge.connect()) {
            client.sendMaybe(request.replace("|", "\r\n").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            RawClient.Answer answer = client.answer();
            assertEquals(status, answer.status(), answer.text());
            assertTrue(answer.closes());
            assertTrue(client.ends());
        }
    }

    /** Broken after the head: the body has begun to flow, so the back end sees a connection that ends inside the request. */
    static Stream<String> brokenChunks() {
        return Stream.of(
                "+5|",
                "-5|",
                "0x5|",
                "1_0|",
                " 5|",
                "5 |",
                "|",
                "ffffffffffffffffff|",
                "5;|",
                "5;\u0001|",
                "g|",
                "5\nhello",
                "5|hellox",
                "5|hello\n",
                "0|X : y||",
                "0|Content-Length: 5\n",
                "0|X: \0||",
                "5;" + "e".repeat(5000) + "|");
    }

    @ParameterizedTest
    @MethodSource("brokenChunks")
    void brokenChunksAreRefusedAndTheBackEndIsBrokenOff(String chunks) throws Exception {
        try (RawClient client = edge.connect()) {
            client.sendMaybe(("POST / HTTP/1.1" + H + "Transfer-Encoding: chunked||" + chunks)
                    .replace("|", "\r\n")
                    .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            RawClient.Answer answer = client.answer();
            assertEquals(400, answer.status(), answer.text());
            assertTrue(client.ends());
        }
    }

    @Test
    void trailersOverTheLimitAreRefused() throws Exception {
        try (RawClient client = edge.connect()) {
            client.sendMaybe(
                    ("POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " + "a".repeat(9000))
                            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            assertEquals(431, client.answer().status());
            assertTrue(client.ends());
        }
    }

    @Test
    void aBodyThatEndsEarlyIsRefusedAndNeverCompletedUpstream() throws Exception {
        for (String request : new String[] {
            "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 10\r\n\r\nhello",
            "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
        }) {
            try (RawClient client = edge.connect()) {
                client.send(request).finish();
                assertEquals(400, client.answer().status());
                assertTrue(client.ends());
            }
        }
    }

    @Test
    void traceAndUnknownPlacesAreRefusedButTheConnectionStays() throws Exception {
        try (RawClient client = edge.connect()) {
            RawClient.Answer trace =
                    client.send("TRACE / HTTP/1.1\r\nHost: a.test\r\n\r\n").answer();
            assertEquals(405, trace.status());
            assertTrue(trace.only("Allow").contains("GET"));
            RawClient.Answer host =
                    client.send("GET / HTTP/1.1\r\nHost: b.test\r\n\r\n").answer();
            assertEquals(421, host.status());
            RawClient.Answer method =
                    client.send("PUT /read/x HTTP/1.1\r\nHost: a.test\r\n\r\n").answer();
            assertEquals(405, method.status());
            assertEquals("GET, HEAD", method.only("Allow"));
            assertFalse(method.closes());
            assertEquals("own", client.get("/own").answer().text());
        }
    }

    @Test
    void otherVersionsOfWebSocketAreToldTheKnownOne() throws Exception {
        for (String version : new String[] {
            "",
            "Sec-WebSocket-Version: 8|",
            "Sec-WebSocket-Version: 013|",
            "Sec-WebSocket-Version: 13, 8|",
            "Sec-WebSocket-Version: 13|Sec-WebSocket-Version: 13|"
        }) {
            try (RawClient client = edge.connect()) {
                RawClient.Answer answer = client.send((WEBSOCKET + KEY + version + "|").replace("|", "\r\n"))
                        .answer();
                assertEquals(426, answer.status(), version);
                assertEquals("13", answer.only("Sec-WebSocket-Version"));
                assertEquals("websocket", answer.only("Upgrade"));
                assertTrue(answer.all("Connection").contains("Upgrade"), "an Upgrade field is for this hop only");
                assertTrue(client.ends());
            }
        }
    }

    @Test
    void theServerItselfAnswersOptionsOfTheServer() throws Exception {
        try (RawClient client = edge.connect()) {
            RawClient.Answer answer =
                    client.send("OPTIONS * HTTP/1.1\r\nHost: a.test\r\n\r\n").answer();
            assertEquals(200, answer.status());
            assertEquals("0", answer.only("Content-Length"));
            assertFalse(answer.closes());
            assertEquals(
                    421,
                    client.send("OPTIONS * HTTP/1.1\r\nHost: b.test\r\n\r\n")
                            .answer()
                            .status());
            answer = client.send("OPTIONS * HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello")
                    .answer();
            assertEquals(200, answer.status());
            assertTrue(answer.closes() && client.ends(), "nobody reads its body");
        }
    }

    @Test
    void everyRefusalNamesItsOutcomeAndRequestId() throws Exception {
        try (RawClient client = edge.connect()) {
            RawClient.Answer answer = client.send("GET / HTTP/1.1\r\nHost: a.test\r\nX : y\r\n\r\n")
                    .answer();
            assertEquals("application/problem+json", answer.only("Content-Type"));
            assertTrue(answer.text().contains("\"outcome\":\"client-bad-request\""), answer.text());
            assertTrue(answer.text().contains(answer.only("X-Request-Id")), answer.text());
            assertEquals("nosniff", answer.only("X-Content-Type-Options"));
            assertTrue(answer.all("Server").isEmpty());
        }
    }
}
