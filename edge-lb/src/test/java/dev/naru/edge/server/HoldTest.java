package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Every server is down for a moment: requests wait instead of failing, and the server that comes up does not get them all at once. */
class HoldTest {
    private static int freePort() throws IOException {
        try (RecordingBackEnd once = new RecordingBackEnd()) {
            return once.port();
        }
    }

    private static List<RawClient> ask(EdgeUnderTest edge, int count) throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(edge.connect().get("/" + i));
        }
        EdgeUnderTest.await("all wait", () -> edge.waiting() == count);
        return clients;
    }

    @Test
    void requestsWaitForARestartAndThenComeNoFasterThanTheirAnswers() throws Exception {
        int port = freePort();
        AtomicInteger arrived = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        List<String> bursts = new ArrayList<>();
        try (EdgeUnderTest edge = EdgeUnderTest.edge()
                .upstream("hold: { timeoutMs: 60000, maxWaiting: 100 }")
                .servers(EdgeUnderTest.server(port, ""))
                .start()) {
            List<RawClient> clients = ask(edge, 40);
            try (RecordingBackEnd server = RecordingBackEnd.on(port)) {
                server.script((request, connection) -> {
                    int before = answered.get();
                    int now = arrived.incrementAndGet();
                    if (now > 2 * before + 1) {
                        synchronized (bursts) {
                            bursts.add(now + " came when " + before + " were answered");
                        }
                    }
                    answered.incrementAndGet();
                    connection.send(RecordingBackEnd.OK);
                });
                for (RawClient client : clients) {
                    assertEquals(200, client.answer().status());
                    client.close();
                }
            }
            assertEquals(List.of(), bursts);
            assertEquals(40, arrived.get());
        }
    }

    @Test
    void aServerThatDoesNotAnswerYetGetsOneRequest() throws Exception {
        int port = freePort();
        try (EdgeUnderTest edge = EdgeUnderTest.edge()
                .upstream("hold: { timeoutMs: 60000 }")
                .servers(EdgeUnderTest.server(port, ""))
                .start()) {
            List<RawClient> clients = ask(edge, 20);
            try (HoldingBackEnd server = new HoldingBackEnd(RecordingBackEnd.on(port))) {
                EdgeUnderTest.await("one came", () -> server.arrived.get() == 1);
                server.answer(1);
                EdgeUnderTest.await("two more", () -> server.arrived.get() == 3);
                assertEquals(17, edge.waiting());
                server.answer(1);
                EdgeUnderTest.await("two more", () -> server.arrived.get() == 5);
                server.answer(20);
                for (RawClient client : clients) {
                    assertEquals(200, client.answer().status());
                    client.close();
                }
            }
        }
    }

    @Test
    void theWaitIsBoundedInTimeAndNumber() throws Exception {
        int port = freePort();
        try (EdgeUnderTest edge = EdgeUnderTest.edge()
                .upstream("hold: { timeoutMs: 1500, maxWaiting: 2 }")
                .servers(EdgeUnderTest.server(port, ""))
                .start()) {
            List<RawClient> clients = ask(edge, 2);
            try (RawClient third = edge.connect()) {
                RawClient.Answer refused = third.get("/").answer();
                assertEquals(503, refused.status());
                assertEquals(2, edge.waiting());
            }
            for (RawClient client : clients) {
                RawClient.Answer answer = client.answer();
                assertTrue(answer.status() == 503 || answer.status() == 502, answer.text());
                client.close();
            }
            assertEquals(0, edge.waiting());
        }
    }

    @Test
    void aClientThatLeavesFreesItsPlace() throws Exception {
        int port = freePort();
        try (EdgeUnderTest edge = EdgeUnderTest.edge()
                .upstream("hold: { timeoutMs: 60000, maxWaiting: 2 }")
                .servers(EdgeUnderTest.server(port, ""))
                .start()) {
            List<RawClient> clients = ask(edge, 2);
            clients.getFirst().close();
            EdgeUnderTest.await("its place is free", () -> edge.waiting() == 1);
            EdgeUnderTest.await("accounted", () -> edge.outcomes(Outcome.CLIENT_LEFT_WAITING) == 1);
            try (RawClient third = edge.connect();
                    RecordingBackEnd server = RecordingBackEnd.on(port)) {
                assertEquals(200, third.get("/").answer().status());
                assertEquals(200, clients.get(1).answer().status());
                assertEquals(List.of(), server.violations());
            }
            clients.get(1).close();
        }
    }
}
