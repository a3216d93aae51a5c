package dev.naru.edge.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogWriterTest {
    @TempDir
    Path folder;

    private static void line(LogRing ring, String text) {
        byte[] page = ring.reserve(text.length());
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, page, ring.position(), bytes.length);
        ring.commit(ring.position() + bytes.length);
        ring.publish();
    }

    private static void await(Path file, String content) throws Exception {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!Files.exists(file) || !Files.readString(file).equals(content)) {
            assertTrue(System.nanoTime() < deadline, file + " never held " + content);
            Thread.sleep(10);
        }
    }

    /** What logrotate does: rename, and expect the program to begin a new file. */
    @Test
    void aRenamedFileIsOpenedAnew() throws Exception {
        Path file = folder.resolve("access.log");
        Path old = folder.resolve("access.log.1");
        try (LogWriter writer = new LogWriter(file)) {
            LogRing ring = writer.newRing();
            line(ring, "one\n");
            await(file, "one\n");
            Files.move(file, old);
            long deadline = System.nanoTime() + 10_000_000_000L;
            while (!Files.exists(file)) {
                assertTrue(System.nanoTime() < deadline, "no new file");
                Thread.sleep(10);
            }
            line(ring, "two\n");
            await(file, "two\n");
            assertEquals("one\n", Files.readString(old));
            assertEquals(0, writer.dropped());
        }
    }

    @Test
    void standardOutputStaysOpen() throws IOException {
        new LogWriter(null).close();
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        out.write("standard output is still there\n".getBytes(StandardCharsets.US_ASCII));
        assertTrue(out.getFD().valid());
    }
}
