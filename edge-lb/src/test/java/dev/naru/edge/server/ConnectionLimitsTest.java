package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.LoopStats;
import org.junit.jupiter.api.Test;

/** Caps on open connections: of one client, and of all. */
class ConnectionLimitsTest {
    private static long refused(EdgeUnderTest edge) {
        return edge.stats().stream().mapToLong(LoopStats::connectionsRefused).sum();
    }

    private static void holds(String limit) throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge =
                        EdgeUnderTest.edge().to(backEnd).limits(limit).start();
                RawClient first = edge.connect()) {
            assertEquals(200, first.get("/").answer().status());
            try (RawClient second = edge.connect()) {
                assertEquals(200, second.get("/").answer().status());
                try (RawClient third = edge.connect()) {
                    assertTrue(third.ends(), "closed without an answer");
                }
                EdgeUnderTest.await("its count", () -> refused(edge) == 1);
                assertEquals(200, first.get("/").answer().status(), "those that are open stay");
            }
            EdgeUnderTest.await(
                    "the place of the second is free",
                    () -> edge.stats().stream()
                                    .mapToLong(LoopStats::clientsOpen)
                                    .sum()
                            == 1);
            try (RawClient fourth = edge.connect()) {
                assertEquals(200, fourth.get("/").answer().status());
            }
        }
    }

    @Test
    void ofOneAddress() throws Exception {
        holds("connectionsPerAddress: 2");
    }

    @Test
    void ofAll() throws Exception {
        holds("connections: 2");
    }
}
