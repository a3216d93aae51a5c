package dev.naru.origin.files;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.origin.Concurrently;
import dev.naru.origin.TestEnvironment;
import dev.naru.origin.Tickets;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A disk that stands still makes the sender stand still: what it has sent lies in the network's buffers, not in this server's memory. */
@QuarkusTest
@TestProfile(SlowDiskTest.Slow.class)
@WithTestResource(TestEnvironment.class)
class SlowDiskTest {

    private static final int SIZE = 56 * 1024 * 1024;
    private static final int DISK_TAKES = 1024 * 1024;
    /** The kernel's buffers of both ends grow to some 6 MiB each; what the server itself reads ahead is far less. */
    private static final int BUFFERS = 20 * 1024 * 1024;

    private static final Duration STILL = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    public static class Slow implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(SlowDisk.class);
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("naru.files.max-bytes", "62914560");
        }
    }

    @Inject
    SlowDisk disk;

    @Test
    void theSenderStandsStillWithTheDisk() throws Exception {
        byte[] picture = Images.padded(Images.uniquePng(), SIZE);
        UUID id = UUID.randomUUID();
        disk.take(DISK_TAKES);
        try (SocketChannel sender = SocketChannel.open()) {
            sender.setOption(StandardSocketOptions.SO_SNDBUF, 256 * 1024);
            sender.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port));
            sender.configureBlocking(false);
            String head = "PUT /files/" + id + "?product=slow HTTP/1.1\r\nHost: api\r\nContent-Type: image/png\r\n"
                    + "Authorization: Bearer " + Tickets.of("patient", "files") + "\r\nContent-Length: "
                    + picture.length + "\r\nConnection: close\r\n\r\n";
            send(sender, ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)), LIMIT);
            ByteBuffer body = ByteBuffer.wrap(picture);
            Concurrently.await(() -> {
                send(sender, body, STILL);
                return disk.standsStill() || !body.hasRemaining();
            });
            send(sender, body, STILL);

            assertTrue(body.hasRemaining(), "all was sent while the disk had taken " + disk.written());
            long ahead = body.position() - disk.written();
            assertTrue(ahead < BUFFERS, ahead + " bytes are between sender and disk");

            disk.take(Long.MAX_VALUE / 2);
            send(sender, body, LIMIT);
            assertEquals(0, body.remaining(), "the sender never went on");
            assertTrue(answer(sender).startsWith("HTTP/1.1 201"));
        }
        byte[] stored = given().get("/files/{id}", id).asByteArray();
        assertEquals(picture.length, stored.length);
        assertTrue(java.util.Arrays.equals(picture, stored));
    }

    /** Sends until all is sent, or nothing more was taken for so long. */
    private static void send(SocketChannel to, ByteBuffer bytes, Duration patience) {
        try {
            long last = System.nanoTime();
            while (bytes.hasRemaining() && System.nanoTime() - last < patience.toNanos()) {
                if (to.write(bytes) > 0) {
                    last = System.nanoTime();
                } else {
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String answer(SocketChannel from) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(64 * 1024);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            int read = from.read(answer);
            if (read < 0 || answer.position() > 12) {
                break;
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
    }
}
