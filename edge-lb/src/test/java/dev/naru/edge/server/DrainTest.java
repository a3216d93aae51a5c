package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.Outcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Leaving: what is in flight ends well, and nothing new begins. */
class DrainTest {
    @Test
    void whatIsInFlightFinishesAndNothingNewBegins() throws Exception {
        CountDownLatch draining = new CountDownLatch(1);
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge = EdgeUnderTest.edge()
                        .to(backEnd)
                        .runtime("eventLoops: 2, drainTimeoutMs: 10000")
                        .start()) {
            backEnd.script((request, connection) -> {
                try {
                    draining.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                connection.send(RecordingBackEnd.OK);
            });
            InetSocketAddress address = edge.address();
            try (RawClient inFlight = edge.connect();
                    RawClient idle = edge.connect()) {
                inFlight.get("/");
                backEnd.take();
                assertEquals("own", idle.get("/own").answer().text());
                Thread closing = Thread.startVirtualThread(edge::stop);
                EdgeUnderTest.await("listeners closed", () -> {
                    try {
                        RawClient.connect(address).close();
                        return false;
                    } catch (IOException e) {
                        return true;
                    }
                });
                draining.countDown();
                RawClient.Answer answer = inFlight.answer();
                assertEquals("ok", answer.text());
                assertTrue(answer.closes());
                assertTrue(inFlight.ends());
                RawClient.Answer last = idle.get("/own").answer();
                assertTrue(last.closes(), "an idle connection may ask once more, and is told");
                assertTrue(idle.ends());
                closing.join();
                assertThrows(IOException.class, () -> RawClient.connect(address).close());
            }
            assertEquals(1, edge.outcomes(Outcome.OK));
        }
    }

    @Test
    void whoConnectsWhileTheEdgeLeavesIsServedAndTold() throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge = EdgeUnderTest.edge()
                        .to(backEnd)
                        .runtime("eventLoops: 1")
                        .limits("headTimeoutMs: 600000")
                        .start()) {
            edge.server()
                    .loops()
                    .forEach(loop -> loop.eventLoop().submit(loop::drain).syncUninterruptibly());
            try (RawClient asks = edge.connect();
                    RawClient silent = edge.connect()) {
                assertTrue(asks.get("/own").answer().closes());
                assertTrue(asks.ends());
                assertTrue(silent.ends(), "who says nothing is not waited for as long as otherwise");
            }
        }
    }

    @Test
    void whatDoesNotFinishInTimeIsCutAndCounted() throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge = EdgeUnderTest.edge()
                        .to(backEnd)
                        .runtime("eventLoops: 1, drainTimeoutMs: 100")
                        .start()) {
            backEnd.script((request, connection) -> connection.receiveAll());
            try (RawClient client = edge.connect()) {
                client.get("/");
                backEnd.take();
                edge.stop();
                assertTrue(client.ends());
                assertFalse(edge.outcomes(Outcome.OK) > 0);
                assertEquals(1, edge.routes(route -> route.acceptedCount()));
            }
        }
    }
}
