package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests beyond what the servers take at once: who waits, who goes first, who is refused. */
class CapacityTest {
    private static final String ROUTES =
            "      - { name: callback, path: /callback, priority: callback, proxy: { upstream: app } }\n"
                    + "      - { name: order, path: /order, priority: order, proxy: { upstream: app } }\n"
                    + "      - { name: upload, path: /upload, priority: upload, proxy: { upstream: app } }\n";

    private HoldingBackEnd backEnd;
    private EdgeUnderTest edge;
    private final List<RawClient> clients = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        backEnd = new HoldingBackEnd();
    }

    @AfterEach
    void stop() throws Exception {
        for (RawClient client : clients) {
            client.close();
        }
        edge.close();
        backEnd.close();
        assertEquals(List.of(), backEnd.server.violations());
    }

    private void edge(String capacity, int loops) throws Exception {
        edge = EdgeUnderTest.edge()
                .upstream("capacity: { " + capacity + " }")
                .to(backEnd.server)
                .runtime("eventLoops: " + loops + ", drainTimeoutMs: 1000")
                .sites(ROUTES)
                .start();
    }

    private RawClient ask(String path) throws IOException {
        RawClient client = edge.connect();
        clients.add(client);
        return client.get(path);
    }

    private void awaitArrived(int count) throws InterruptedException {
        EdgeUnderTest.await(count + " at the server", () -> backEnd.arrived.get() == count);
    }

    private void awaitWaiting(int count) throws InterruptedException {
        EdgeUnderTest.await(count + " waiting", () -> edge.waiting() == count);
    }

    @Test
    void noMoreThanTheLimitIsAtTheServerAndTheRestFollowsInOrder() throws Exception {
        edge("maxInFlight: 2, queue: 100, queueTimeoutMs: 60000", 1);
        List<RawClient> asked = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            asked.add(ask("/" + i));
            int sent = i + 1;
            EdgeUnderTest.await("it came", () -> backEnd.arrived.get() + edge.waiting() == sent);
        }
        assertEquals(2, backEnd.arrived.get());
        for (int i = 0; i < 10; i++) {
            backEnd.answer(1);
            awaitArrived(Math.min(10, i + 3));
        }
        for (RawClient client : asked) {
            assertEquals(200, client.answer().status());
        }
        assertEquals(2, backEnd.most.get());
        for (int i = 0; i < 10; i++) {
            if (i >= 2) { // the first two were sent at once, on two connections
                assertTrue(backEnd.server.take().target().length() == 2);
            }
        }
    }

    @Test
    void loopsShareTheLimitAndWakeEachOther() throws Exception {
        edge("maxInFlight: 1, queue: 1000, queueTimeoutMs: 60000", 4);
        List<RawClient> asked = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            asked.add(ask("/"));
        }
        EdgeUnderTest.await("all came", () -> backEnd.arrived.get() + edge.waiting() == 60);
        assertEquals(1, backEnd.arrived.get());
        backEnd.answer(60);
        for (RawClient client : asked) {
            assertEquals(200, client.answer().status());
        }
        assertEquals(1, backEnd.most.get());
        assertEquals(0, edge.waiting());
    }

    @Test
    void moreImportantRequestsGoFirstAndLessImportantOnesAreRefusedFirst() throws Exception {
        edge("maxInFlight: 1, queue: 8, queueTimeoutMs: 60000", 1);
        ask("/first");
        awaitArrived(1);
        List<RawClient> others = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            others.add(ask("/other"));
            awaitWaiting(i + 1);
        }
        RawClient refused = ask("/other");
        RawClient.Answer answer = refused.answer();
        assertEquals(503, answer.status());
        assertTrue(answer.text().contains("\"overloaded\""), answer.text());
        assertEquals("1", answer.only("Retry-After"));
        ask("/upload");
        awaitWaiting(5);
        assertEquals(503, ask("/upload").answer().status(), "five of eight places are the most for uploads");
        ask("/order");
        awaitWaiting(6);
        ask("/order");
        awaitWaiting(7);
        assertEquals(503, ask("/order").answer().status());
        ask("/callback");
        awaitWaiting(8);
        assertEquals(503, ask("/callback").answer().status());
        List<String> order = new ArrayList<>();
        backEnd.answer(9);
        for (int i = 0; i < 9; i++) {
            order.add(backEnd.server.take().target());
        }
        assertEquals(
                List.of("/first", "/callback", "/order", "/order", "/upload", "/other", "/other", "/other", "/other"),
                order);
        for (RawClient client : others) {
            assertEquals(200, client.answer().status());
        }
        assertEquals(4, edge.outcomes(Outcome.OVERLOADED));
    }

    @Test
    void withoutAQueueTheLimitRefuses() throws Exception {
        edge("maxInFlight: 1", 1);
        ask("/first");
        awaitArrived(1);
        assertEquals(503, ask("/second").answer().status());
        backEnd.answer(1);
        assertEquals(200, clients.getFirst().answer().status());
        backEnd.answer(1);
        assertEquals(200, clients.get(1).get("/third").answer().status());
    }

    @Test
    void whoWaitsTooLongIsRefused() throws Exception {
        edge("maxInFlight: 1, queue: 8, queueTimeoutMs: 100", 1);
        ask("/first");
        awaitArrived(1);
        RawClient.Answer answer = ask("/second").answer();
        assertEquals(503, answer.status());
        assertTrue(answer.text().contains("\"queue-timeout\""), answer.text());
        assertEquals(0, edge.waiting());
        backEnd.answer(1);
        assertEquals(200, clients.getFirst().answer().status());
    }

    @Test
    void aClientThatLeavesGivesItsPlaceUp() throws Exception {
        edge("maxInFlight: 1, queue: 8, queueTimeoutMs: 60000", 1);
        RawClient first = ask("/first");
        awaitArrived(1);
        RawClient second = ask("/second");
        awaitWaiting(1);
        second.close();
        awaitWaiting(0);
        RawClient third = ask("/third");
        awaitWaiting(1);
        first.reset(); // and with it its place at the server
        awaitArrived(2);
        backEnd.answer(2);
        assertEquals(200, third.answer().status());
        EdgeUnderTest.await("accounted", () -> edge.outcomes(Outcome.CLIENT_LEFT_WAITING) == 2);
    }

    @Test
    void aBodyWaitsWithItsHead() throws Exception {
        edge("maxInFlight: 1, queue: 8, queueTimeoutMs: 60000", 1);
        ask("/first");
        awaitArrived(1);
        RawClient put = edge.connect();
        clients.add(put);
        put.send("PUT / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello");
        awaitWaiting(1);
        backEnd.answer(2);
        assertEquals(200, put.answer().status());
        backEnd.server.take();
        assertEquals("hello", backEnd.server.take().text());
    }
}
