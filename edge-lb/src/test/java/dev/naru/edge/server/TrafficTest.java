package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.Traffic;
import dev.naru.edge.observe.TrafficReader;
import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** What a deployment's guard reads: the window between two readings of a group. */
class TrafficTest {
    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void answer(StrictReader.Request request, RecordingBackEnd.Connection connection)
            throws IOException {
        switch (request.target()) {
            case "/404" -> connection.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
            case "/500" -> connection.send("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n");
            case "/malformed" -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n");
            case "/silent" -> {}
            default -> connection.send(RecordingBackEnd.OK);
        }
    }

    @Test
    void aWindowHoldsWhatCameInIt() throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd().script(TrafficTest::answer);
                EdgeUnderTest edge = EdgeUnderTest.edge().to(backEnd).start()) {
            TrafficReader reader = new TrafficReader(edge.stats());
            String group = edge.app().servers().getFirst().group();
            try (RawClient client = edge.connect()) {
                client.get("/a").answer();
                Traffic before = reader.group("app", group);
                assertEquals(1, before.requests());
                client.get("/b").answer();
                client.get("/404").answer();
                client.get("/500").answer();
                EdgeUnderTest.await(
                        "four answers", () -> reader.group("app", group).whole().count() == 4);
                Traffic window = reader.group("app", group).since(before);
                assertEquals(3, window.requests());
                assertEquals(1, window.errors4xx());
                assertEquals(1, window.errors5xx());
                assertEquals(1, window.failures());
                assertEquals(3, window.firstByte().count());
                assertEquals(0, window.connect().count(), "the connection was made before");
                assertTrue(window.whole().quantileMs(0.99) >= window.firstByte().quantileMs(0.01));
                assertEquals(
                        Traffic.NONE.requests(), reader.group("app", "other").requests());
            }
        }
    }

    @Test
    void failuresAreToldApart() throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd().script(TrafficTest::answer);
                EdgeUnderTest edge = EdgeUnderTest.edge()
                        .servers(EdgeUnderTest.server(backEnd.port(), ""))
                        .upstream("retries: 0, maxFails: 0, responseTimeoutMs: 300")
                        .start();
                EdgeUnderTest refused = EdgeUnderTest.edge()
                        .servers(EdgeUnderTest.server(freePort(), ""))
                        .start()) {
            try (RawClient client = refused.connect()) {
                assertEquals(502, client.get("/").answer().status());
            }
            Traffic nothing = new TrafficReader(refused.stats())
                    .server("app", refused.app().servers().getFirst().name());
            assertEquals(1, nothing.requests());
            assertEquals(1, nothing.connectErrors());
            assertEquals(0, nothing.broken());
            try (RawClient client = edge.connect()) {
                assertEquals(502, client.get("/malformed").answer().status());
                assertEquals(504, client.get("/silent").answer().status());
            }
            Traffic traffic = new TrafficReader(edge.stats())
                    .server("app", edge.app().servers().getFirst().name());
            assertEquals(2, traffic.requests());
            assertEquals(1, traffic.timeouts());
            assertEquals(1, traffic.broken());
            assertEquals(2, traffic.failures());
        }
    }
}
