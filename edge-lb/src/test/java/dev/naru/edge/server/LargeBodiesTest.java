package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies far larger than any buffer between a fast side and a slow one: whole in the end, and never held by the edge. */
class LargeBodiesTest {
    private static final int SIZE = 64 * 1024 * 1024;
    /** What the edge may hold for one exchange: the write buffers' high mark and a read or two on each side, with the pool's rounding. */
    private static final long MAX_HELD = 24L * 1024 * 1024;

    private RecordingBackEnd backEnd;
    private EdgeUnderTest edge;
    private long before;

    @BeforeEach
    void start() throws Exception {
        backEnd = new RecordingBackEnd();
        edge = EdgeUnderTest.edge().to(backEnd).start();
        before = held();
    }

    @AfterEach
    void stop() throws Exception {
        edge.close();
        backEnd.close();
        assertEquals(List.of(), backEnd.violations());
    }

    private static long held() {
        return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }

    private static byte[] block() {
        byte[] block = new byte[1 << 20];
        new Random(7).nextBytes(block);
        return block;
    }

    private static long crcOf(byte[] block, int times) {
        CRC32 crc = new CRC32();
        for (int i = 0; i < times; i++) {
            crc.update(block);
        }
        return crc.getValue();
    }

    /** Reads with small reads at first, so that everything before it fills up. */
    private static long readSlowly(InputStream in, long size, Callable<Void> whenFull) throws Exception {
        CRC32 crc = new CRC32();
        byte[] buffer = new byte[1 << 16];
        long read = 0;
        for (int i = 0; i < 300; i++) {
            int n = in.read(buffer, 0, 100);
            crc.update(buffer, 0, n);
            read += n;
        }
        whenFull.call();
        while (read < size) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, size - read));
            if (n < 0) {
                throw new IOException("ended after " + read);
            }
            crc.update(buffer, 0, n);
            read += n;
        }
        return crc.getValue();
    }

    /** Waits until a sender is stopped, which means that all buffers on the way are full: it is parked in a write, and stays so while the edge's loop turns. */
    private void awaitStopped(Thread sender, AtomicLong sent) throws InterruptedException {
        int[] still = {0};
        long[] last = {-1};
        EdgeUnderTest.await("a sender that is stopped", () -> {
            edge.server().loop(0).submit(() -> {}).syncUninterruptibly();
            boolean parked = sender.getState() == Thread.State.WAITING && sent.get() == last[0];
            last[0] = sent.get();
            still[0] = parked ? still[0] + 1 : 0;
            return still[0] == 50;
        });
    }

    @Test
    void anUploadWaitsForASlowBackEnd() throws Exception {
        byte[] block = block();
        AtomicLong sent = new AtomicLong();
        AtomicLong heldWhenFull = new AtomicLong();
        BlockingQueue<Thread> senders = new LinkedBlockingQueue<>();
        long[] crc = {0};
        backEnd.headsOnly().script((request, connection) -> {
            try {
                crc[0] = readSlowly(connection.socket.getInputStream(), SIZE, () -> {
                    awaitStopped(senders.take(), sent);
                    heldWhenFull.set(held() - before);
                    return null;
                });
            } catch (Exception e) {
                throw new IOException(e);
            }
            connection
                    .send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")
                    .close();
        });
        // The harness reads ahead by 8 KiB, so that much of the body goes in front, known.
        try (RawClient client = edge.connect()) {
            client.send("POST /large/ HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: " + SIZE
                    + "\r\n\r\n");
            assertEquals(100, client.next(false).status());
            backEnd.take(); // its reader holds the head and nothing of the body yet
            senders.add(Thread.startVirtualThread(() -> {
                for (int i = 0; i < SIZE / block.length; i++) {
                    client.sendMaybe(block);
                    sent.addAndGet(block.length);
                }
            }));
            assertEquals(200, client.answer().status());
        }
        assertEquals(crcOf(block, SIZE / block.length), crc[0]);
        assertTrue(heldWhenFull.get() < MAX_HELD, "held " + heldWhenFull.get());
    }

    @Test
    void aDownloadWaitsForASlowClient() throws Exception {
        byte[] block = block();
        AtomicLong sent = new AtomicLong();
        AtomicLong heldWhenFull = new AtomicLong();
        BlockingQueue<Thread> senders = new LinkedBlockingQueue<>();
        backEnd.script((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
            senders.add(Thread.currentThread());
            for (int i = 0; i < SIZE / block.length; i++) {
                connection.send(block);
                sent.addAndGet(block.length);
            }
        });
        try (RawClient client = RawClient.connectNarrow(edge.address())) {
            client.get("/");
            while (!client.line().isEmpty()) {
                // the head
            }
            long crc = readSlowly(client.in(), SIZE, () -> {
                awaitStopped(senders.take(), sent);
                heldWhenFull.set(held() - before);
                return null;
            });
            assertEquals(crcOf(block, SIZE / block.length), crc);
        }
        assertTrue(heldWhenFull.get() < MAX_HELD, "held " + heldWhenFull.get());
    }

    @Test
    void aDownloadReachesAClientThatHasHalfClosed() throws Exception {
        byte[] body = new byte[8_000_000];
        new Random(1).nextBytes(body);
        backEnd.script((request, connection) -> connection
                .send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n")
                .send(body));
        try (RawClient client = RawClient.connectNarrow(edge.address())) {
            client.get("/").finish();
            assertArrayEquals(body, client.answer().body());
        }
    }

    @Test
    void chunksOfAllSizesComeThroughWhole() throws Exception {
        Random random = new Random(3);
        StringBuilder body = new StringBuilder();
        StringBuilder chunks = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            String piece = Integer.toString(i, 36).repeat(1 + random.nextInt(60));
            body.append(piece);
            chunks.append(Integer.toHexString(piece.length()))
                    .append(i % 5 == 0 ? ";x=y" : "")
                    .append("\r\n")
                    .append(piece)
                    .append("\r\n");
        }
        String framed = chunks + "0\r\nX: trailer\r\n\r\n";
        backEnd.script((request, connection) -> {
            assertEquals(body.toString(), request.text());
            byte[] answer = ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + framed)
                    .getBytes(StandardCharsets.ISO_8859_1);
            Random cuts = new Random(4);
            for (int at = 0; at < answer.length; ) {
                int next = Math.min(answer.length, at + 1 + cuts.nextInt(5_000));
                connection.send(java.util.Arrays.copyOfRange(answer, at, next));
                at = next;
            }
        });
        try (RawClient client = edge.connect()) {
            byte[] request = ("POST /large/ HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n" + framed)
                    .getBytes(StandardCharsets.ISO_8859_1);
            for (int at = 0; at < request.length; ) {
                int next = Math.min(request.length, at + 1 + random.nextInt(5_000));
                client.send(java.util.Arrays.copyOfRange(request, at, next));
                at = next;
            }
            assertEquals(body.toString(), client.answer().text());
            assertEquals(1, backEnd.drain());
        }
    }
}
