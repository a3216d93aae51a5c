package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a change of the file is told, and when somebody else has read it. */
class ConfigWatcherTest {
    @TempDir
    Path folder;

    private Path file;
    private ConfigWatcher watcher;
    private int told;

    @BeforeEach
    void start() throws IOException {
        file = Files.writeString(folder.resolve("edge.yaml"), "a");
        watcher = new ConfigWatcher(file, ConfigWatcher.POLL_MS, () -> told += watcher.claim() ? 1 : 0);
    }

    private int toldAfter(int looks) {
        told = 0;
        for (int i = 0; i < looks; i++) {
            watcher.poll();
        }
        return told;
    }

    @Test
    void aChangeIsToldOnceItHasSettled() throws IOException {
        assertEquals(0, toldAfter(3));
        Files.writeString(file, "ab");
        assertEquals(0, toldAfter(1), "it may still be written");
        assertEquals(1, toldAfter(3));
    }

    @Test
    void whatAReloadHasReadIsNotToldAgain() throws IOException {
        Files.writeString(file, "ab");
        watcher.seen(); // SIGHUP
        assertEquals(0, toldAfter(3));
        Files.writeString(file, "abc");
        assertEquals(1, toldAfter(3), "a further change is");
    }

    @Test
    void whatAReloadReadsBetweenLookAndCallIsNotToldAgain() throws IOException {
        watcher.poll();
        Files.writeString(file, "ab");
        watcher.poll();
        watcher.seen();
        assertFalse(watcher.claim());
        Files.writeString(file, "abc");
        watcher.poll();
        assertTrue(watcher.claim());
    }

    @Test
    void aFileThatIsGoneForTheMomentIsWaitedFor() throws IOException {
        Files.delete(file);
        assertEquals(0, toldAfter(3));
        Files.writeString(file, "abcd");
        assertEquals(1, toldAfter(3));
    }
}
