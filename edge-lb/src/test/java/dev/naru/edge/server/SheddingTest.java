package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.Outcome;
import org.junit.jupiter.api.Test;

/** What a full machine refuses, and that it goes on by itself. */
class SheddingTest {
    private static void assertShed(RawClient.Answer answer) {
        assertEquals(503, answer.status());
        assertEquals("1", answer.only("Retry-After"));
        assertTrue(answer.text().contains("machine-full"), answer.text());
        assertTrue(answer.closes(), "its connection is given back too");
    }

    @Test
    void withoutMemoryEveryRequestIsRefused() throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge = EdgeUnderTest.edge().to(backEnd).start();
                RawClient kept = edge.connect();
                RawClient other = edge.connect()) {
            assertEquals(200, kept.get("/").answer().status());
            assertEquals(200, other.get("/").answer().status());
            edge.server().shed(false, true);
            assertShed(kept.get("/").answer());
            try (RawClient client = edge.connect()) {
                assertShed(client.get("/own").answer());
            }
            assertEquals(2, edge.outcomes(Outcome.MACHINE_FULL));
            edge.server().shed(false, false);
            assertEquals(200, other.get("/").answer().status());
        }
    }

    @Test
    void withoutDescriptorsOnlyNewConnectionsAreRefused() throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge = EdgeUnderTest.edge().to(backEnd).start();
                RawClient kept = edge.connect()) {
            assertEquals(200, kept.get("/").answer().status());
            edge.server().shed(true, false);
            assertEquals(200, kept.get("/").answer().status(), "it has its connection, and so has the server");
            try (RawClient client = edge.connect()) {
                EdgeUnderTest.await("it is there", () -> edge.stats().getFirst().clientsOpen() == 2);
                edge.server().shed(false, false);
                assertShed(client.get("/").answer());
            }
            try (RawClient client = edge.connect()) {
                assertEquals(200, client.get("/").answer().status());
            }
        }
    }
}
