package dev.naru.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The generator against its own back end, and against servers that misbehave. */
@Timeout(60)
class LoadGeneratorTest {

    @ParameterizedTest
    @EnumSource
    void everyTrafficIsAnsweredAndChecked(Traffic traffic) throws Exception {
        try (Rig rig = new Rig(1, freePort());
                LoadGenerator load = new LoadGenerator(rig, keepAlive(traffic, 3), rig.backEnd())) {
            load.connect();
            load.closedLoop();
            awaitAnswers(load, 20);
            load.pause();

            assertEquals(0, load.failed(), () -> load.firstFailure().orElse(""));
        }
    }

    @Test
    void theSmallAnswerHas108Bytes() {
        assertEquals(108, Traffic.SMALL.answer().readableBytes());
    }

    @Test
    void theBrowsersHeadHas900Bytes() {
        assertEquals(900, Traffic.BROWSER.request(false).readableBytes());
    }

    @Test
    void onceAsksOnEachConnectionOnce() throws Exception {
        try (Rig rig = new Rig(1, freePort());
                LoadGenerator load = new LoadGenerator(rig, keepAlive(Traffic.SMALL, 300), rig.backEnd())) {
            load.connect();
            load.once();

            assertEquals(300, load.answered());
        }
    }

    @Test
    void theOpenLoopSendsAtItsRateAndMeasuresEveryRequest() throws Exception {
        try (Rig rig = new Rig(1, freePort());
                LoadGenerator load = new LoadGenerator(rig, keepAlive(Traffic.SMALL, 4), rig.backEnd())) {
            load.connect();
            Histogram latency = load.openLoop(1000, Duration.ofMillis(300));

            assertEquals(300, latency.getTotalCount());
            assertTrue(latency.getMinValue() > 0);
        }
    }

    @Test
    void aStallCountsForEveryRequestItHeldUp() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (ServerSocket server = serve(connection -> {
                    answer(connection);
                    release.await();
                    while (answer(connection)) {
                        // the rest without delay
                    }
                });
                Rig rig = new Rig(1, freePort());
                LoadGenerator load = new LoadGenerator(
                        rig,
                        keepAlive(Traffic.SMALL, 1),
                        new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()))) {
            load.connect();
            Thread releaser = Thread.ofVirtual().start(() -> {
                awaitAnswers(load, 1);
                sleep(500);
                release.countDown();
            });
            Histogram latency = load.openLoop(100, Duration.ofMillis(500));
            releaser.join();

            // 50 requests were due in 500 ms, over which the second one stalled all: half of them waited 250 ms or
            // more.
            assertEquals(50, latency.getTotalCount());
            assertTrue(latency.getValueAtPercentile(50) > 200_000_000L, "p50 " + latency.getValueAtPercentile(50));
        }
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(
            strings = {
                "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 42\r\n\r\n012345678901234567890123456789012345678901",
                "HTTP/1.1 200 OK\r\nContent-Length: 43\r\n\r\n01234567890123456789012345678901234567890123",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            })
    void aWrongAnswerIsAFailure(String wrong) throws Exception {
        try (ServerSocket server = serve(connection -> {
                    readHead(connection);
                    connection.getOutputStream().write(wrong.getBytes(StandardCharsets.US_ASCII));
                    readHead(connection);
                });
                Rig rig = new Rig(1, freePort());
                LoadGenerator load = new LoadGenerator(
                        rig,
                        keepAlive(Traffic.SMALL, 1),
                        new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()))) {
            load.connect();
            load.closedLoop();
            await(() -> load.failed() > 0);

            assertEquals(0, load.answered());
        }
    }

    @Test
    void nobodyListeningIsSaid() throws Exception {
        try (Rig rig = new Rig(1, freePort());
                LoadGenerator load = new LoadGenerator(
                        rig,
                        keepAlive(Traffic.SMALL, 1),
                        new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), freePort()))) {
            await(() -> {
                LoadException refused = assertThrows(LoadException.class, load::connect);
                return refused.getMessage().contains("Connection refused");
            });
        }
    }

    private static Workload keepAlive(Traffic traffic, int connections) {
        return new Workload(traffic, connections, true, Workload.Tls.NONE);
    }

    private interface Conversation {
        void with(Socket connection) throws Exception;
    }

    private static ServerSocket serve(Conversation conversation) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try (Socket connection = server.accept()) {
                conversation.with(connection);
            } catch (Exception ended) {
                // the test is over
            }
        });
        return server;
    }

    private static boolean answer(Socket connection) throws IOException {
        if (!readHead(connection)) {
            return false;
        }
        byte[] answer = new byte[108];
        Traffic.SMALL.answer().duplicate().readBytes(answer);
        connection.getOutputStream().write(answer);
        return true;
    }

    private static boolean readHead(Socket connection) throws IOException {
        InputStream in = connection.getInputStream();
        int last = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            last = last << 8 | b;
            if (last == 0x0D0A0D0A) {
                return true;
            }
        }
        return false;
    }

    private static void awaitAnswers(LoadGenerator load, long count) {
        await(() -> load.answered() >= count);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) {
        try {
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (!condition.holds()) {
                assertTrue(System.nanoTime() < deadline, "waited 20 s");
                sleep(5);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void sleep(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }
}
