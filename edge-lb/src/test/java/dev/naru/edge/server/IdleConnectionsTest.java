package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a back end sends on an idle connection, in the moment before it is taken again: the loop stands still, the request comes, the octets come, and the loop sees both at
 * once, the request first.
 */
class IdleConnectionsTest {
    private RecordingBackEnd backEnd;
    private EdgeUnderTest edge;
    private RawClient client;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Epoll.isAvailable(), "NIO hides its file descriptors");
        backEnd = new RecordingBackEnd();
        edge = EdgeUnderTest.edge().to(backEnd).start();
        client = edge.connect();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        edge.close();
        backEnd.close();
        assertEquals(List.of(), backEnd.violations());
    }

    private interface Act {
        void on(RecordingBackEnd.Connection connection) throws IOException;
    }

    /** The back end acts on the thread that serves the connection: a close from elsewhere takes effect at some later time. */
    private RawClient.Answer answerAfter(String request, Act act) throws Exception {
        CountDownLatch acting = new CountDownLatch(1);
        CountDownLatch acted = new CountDownLatch(1);
        backEnd.script((asked, connection) -> {
            connection.send(RecordingBackEnd.OK);
            if (connection.number == 0) {
                try {
                    acting.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                act.on(connection);
                acted.countDown();
            }
        });
        assertEquals("ok", client.get("/1").answer().text());
        EdgeUnderTest.await("idle", () -> edge.servers(server -> server.idleConnections()) == 1);
        CountDownLatch standing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        edge.server().loop(0).execute(() -> {
            standing.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        standing.await();
        client.send(request);
        acting.countDown();
        acted.await();
        go.countDown();
        return client.answer();
    }

    @Test
    void strayOctetsAreNeverTheAnswerOfTheNextRequest() throws Exception {
        RawClient.Answer answer = answerAfter(
                "POST /2 HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\nhi",
                connection -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"));
        assertEquals(200, answer.status());
        assertEquals("ok", answer.text());
        assertEquals(2, backEnd.connections().size());
        assertEquals(2, backEnd.drain(), "sent once");
    }

    @Test
    void aConnectionThatTheServerEndedIsNotTaken() throws Exception {
        RawClient.Answer answer = answerAfter(
                "POST /2 HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\nhi", RecordingBackEnd.Connection::close);
        assertEquals("ok", answer.text(), "what is not idempotent could not be sent again");
        assertEquals(0, edge.routes(route -> route.retries()));
    }

    @Test
    void aConnectionThatTheServerResetIsNotTaken() throws Exception {
        RawClient.Answer answer = answerAfter(
                "POST /2 HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\nhi", RecordingBackEnd.Connection::reset);
        assertEquals("ok", answer.text());
    }
}
