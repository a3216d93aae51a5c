package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.Outcome;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A back end is trusted as little as a client: before the head 502, behind it a truncation that the client can see, and never a reused connection. {@code |} is CRLF. */
class BackEndMisbehaviourTest {
    private RecordingBackEnd backEnd;
    private EdgeUnderTest edge;
    private RawClient client;

    @BeforeEach
    void start() throws Exception {
        backEnd = new RecordingBackEnd();
        edge = EdgeUnderTest.edge().to(backEnd).upstream("retries: 0").start();
        client = edge.connect();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        edge.close();
        backEnd.close();
        assertEquals(List.of(), backEnd.violations());
    }

    private static String crlf(String text) {
        return text.replace("|", "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK|Content-Length: 2|Transfer-Encoding: chunked||0||",
                "HTTP/1.1 200 OK|Content-Length: 2|Content-Length: 2||ok",
                "HTTP/1.1 200 OK|Content-Length: 2, 2||ok",
                "HTTP/1.1 200 OK|Content-Length: +2||ok",
                "HTTP/1.1 200 OK|Transfer-Encoding: gzip, chunked||0||",
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||",
                "HTTP/1.0 200 OK|Transfer-Encoding: chunked||0||",
                "HTTP/1.1 200 OK|X : y|Content-Length: 2||ok",
                "HTTP/1.1 200 OK|X: y| z|Content-Length: 2||ok",
                "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
                "HTTP/1.1 99 No||",
                "HTTP/3.0 200 OK||",
                "SSH-2.0-OpenSSH|",
                "HTTP/1.1 101 Switching Protocols|Connection: Upgrade|Upgrade: websocket||",
                "HTTP/1.1 100 Continue||HTTP/1.1 200 OK|Content_Length: 2||ok"
            })
    void anUnclearHeadIs502AndTheConnectionIsNotUsedAgain(String head) throws Exception {
        backEnd.script((request, connection) ->
                connection.send(request.target().equals("/bad") ? crlf(head) : RecordingBackEnd.OK));
        RawClient.Answer answer = client.get("/bad").answer();
        assertEquals(502, answer.status());
        assertTrue(answer.text().contains("server-bad-answer"), answer.text());
        assertFalse(answer.closes(), "the client's side is clear");
        assertEquals("ok", client.get("/good").answer().text());
        assertEquals(2, backEnd.connections().size());
    }

    @Test
    void tooManyInterimAnswersAre502() throws Exception {
        backEnd.script((request, connection) ->
                connection.send("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(20) + RecordingBackEnd.OK));
        assertEquals(502, client.get("/").answer().status());
    }

    @Test
    void anEndlessHeadIs502() throws Exception {
        backEnd.script((request, connection) -> connection.send("HTTP/1.1 200 OK\r\nX: " + "a".repeat(100_000)));
        assertEquals(502, client.get("/").answer().status());
    }

    /** After the head: the client must not take the part for the whole. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK|Content-Length: 10||hello",
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|hello|",
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|hello|x|",
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|helloxx",
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|hello|0|"
            })
    void aTruncatedBodyIsTruncatedForTheClient(String answer) throws Exception {
        backEnd.script((request, connection) -> connection.send(crlf(answer)).close());
        RawClient.Answer truncated = client.get("/").answer();
        assertEquals(200, truncated.status());
        assertFalse(truncated.whole());
        EdgeUnderTest.await("outcome", () -> edge.outcomes(Outcome.SERVER_TRUNCATED) == 1);
    }

    @Test
    void aResetBehindABodyWithoutLengthIsAResetForTheClient() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        backEnd.script((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nX: y\r\n\r\nhello");
            awaitQuietly(read);
            connection.reset();
        });
        client.get("/");
        while (!client.line().isEmpty()) {
            // the head
        }
        assertEquals("hello", client.receive(5));
        read.countDown();
        assertThrows(SocketException.class, () -> client.in().read(), "a FIN here would look like the end of the body");
        EdgeUnderTest.await("outcome", () -> edge.outcomes(Outcome.SERVER_TRUNCATED) == 1);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aBrokenChunkedAnswerToAnHttp10ClientIsAReset() throws Exception {
        backEnd.script((request, connection) -> connection
                .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nx")
                .close());
        RawClient.Answer answer =
                client.send("GET / HTTP/1.0\r\nHost: a.test\r\n\r\n").answer();
        assertFalse(answer.whole());
    }

    @Test
    void aBodyUntilTheEndOfTheConnectionIsWhole() throws Exception {
        backEnd.script((request, connection) ->
                connection.send("HTTP/1.0 200 OK\r\n\r\nhello").close());
        RawClient.Answer answer = client.get("/").answer();
        assertEquals("hello", answer.text());
        assertTrue(answer.whole() && answer.closes());
        EdgeUnderTest.await("outcome", () -> edge.outcomes(Outcome.OK) == 1);
    }

    /** Surplus octets right behind an answer: it stands, and the connection is not used again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK|Content-Length: 2||okHTTP/1.1 200 OK|Content-Length: 4||evil",
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|ok|0||HTTP/1.1 200 OK|Content-Length: 4||evil",
                "HTTP/1.1 204 No Content||evil",
                "HTTP/1.1 304 Not Modified|Content-Length: 4||evil"
            })
    void surplusOctetsNeverMeetTheNextRequest(String answer) throws Exception {
        backEnd.script((request, connection) ->
                connection.send(request.target().equals("/bad") ? crlf(answer) : RecordingBackEnd.OK));
        assertTrue(client.get("/bad").answer().status() < 400);
        assertEquals("ok", client.get("/good").answer().text());
        assertEquals(2, backEnd.connections().size());
    }

    @Test
    void theBodyOfAnAnswerToHeadIsDiscarded() throws Exception {
        backEnd.script((request, connection) -> connection.send(
                request.method().equals("HEAD")
                        ? "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
                        : RecordingBackEnd.OK));
        client.send("HEAD / HTTP/1.1\r\nHost: a.test\r\n\r\n").answer(true);
        assertEquals("ok", client.get("/").answer().text());
        assertEquals(2, backEnd.connections().size());
    }

    @Test
    void octetsOnAnIdleConnectionCloseIt() throws Exception {
        assertEquals("ok", client.get("/1").answer().text());
        EdgeUnderTest.await("idle", () -> edge.servers(server -> server.idleConnections()) == 1);
        backEnd.connections().getFirst().send("HTTP/1.1 408 Late\r\nContent-Length: 0\r\n\r\n");
        EdgeUnderTest.await("closed", () -> edge.servers(server -> server.idleConnections()) == 0);
        assertEquals("ok", client.get("/2").answer().text());
        assertEquals(2, backEnd.connections().size());
    }

    @Test
    void connectionCloseIsObeyed() throws Exception {
        backEnd.script((request, connection) ->
                connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"));
        client.get("/1").answer();
        RawClient.Answer second = client.get("/2").answer();
        assertFalse(second.closes());
        assertEquals(2, backEnd.connections().size());
    }

    @Test
    void aSlowHeadIs504() throws Exception {
        try (EdgeUnderTest impatient = EdgeUnderTest.edge()
                        .to(backEnd)
                        .upstream("retries: 0, responseTimeoutMs: 200")
                        .start();
                RawClient waiting = impatient.connect()) {
            backEnd.script((request, connection) -> connection.receiveAll());
            RawClient.Answer answer = waiting.get("/").answer();
            assertEquals(504, answer.status());
            assertTrue(answer.text().contains("server-timeout"));
            backEnd.script((request, connection) -> connection
                    .send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe")
                    .receiveAll());
            RawClient.Answer stalled = waiting.get("/").answer();
            assertFalse(stalled.whole());
            EdgeUnderTest.await("outcome", () -> impatient.outcomes(Outcome.SERVER_STALLED) == 1);
        }
    }
}
