package dev.naru.edge.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.upstream.Change;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    @TempDir
    Path folder;

    private static Change change(int number) {
        return new Change("a test", "weight of \"x\"\n", number + "", number + 1 + "");
    }

    @Test
    void outlivesARestart() throws Exception {
        Path file = folder.resolve("audit.log");
        try (AuditLog log = AuditLog.open(file, event -> {})) {
            log.record(change(1));
        }
        try (AuditLog log = AuditLog.open(file, event -> {})) {
            log.record(change(2));
            assertEquals(2, log.last(10).size());
            assertTrue(log.last(1).getFirst().contains("\"after\":\"3\""));
        }
        assertEquals(2, Files.readAllLines(file).size(), "a line for each change, whatever is in it");
    }

    @Test
    void isBoundedByRotation() throws Exception {
        Path file = folder.resolve("audit.log");
        try (AuditLog log = AuditLog.open(file, 1000, event -> {})) {
            for (int i = 0; i < 200; i++) {
                log.record(change(i));
            }
            assertEquals(200, log.last(1000).size());
        }
        assertTrue(Files.exists(folder.resolve("audit.log.4")));
        assertFalse(Files.exists(folder.resolve("audit.log.5")));
        assertTrue(Files.size(file) < 1200);
    }

    @Test
    void tellsWhoWatchesAndDropsWhoDoesNotKeepUp() throws Exception {
        EventHub hub = new EventHub();
        EventHub.Listener listener = hub.subscribe();
        for (int i = 0; i < EventHub.QUEUE; i++) {
            hub.publish("event", i + "");
        }
        assertFalse(listener.dropped);
        hub.publish("event", "one too many");
        assertTrue(listener.dropped);
        assertFalse(hub.watched());
        assertEquals(EventHub.QUEUE, listener.queue.size());
        List<EventHub.Listener> all = new java.util.ArrayList<>();
        for (int i = 0; i < EventHub.MAX_LISTENERS; i++) {
            all.add(hub.subscribe());
        }
        assertEquals(null, hub.subscribe());
        all.forEach(hub::unsubscribe);
    }
}
