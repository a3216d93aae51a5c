package dev.naru.cron.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.naru.cron.platform.TestConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastTakenTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private LastTaken open() {
        return new LastTaken(
                TestConfig.of(Map.of("naru.data-dir", folder.resolve("data").toString())));
    }

    @Test
    void remembersAcrossRestarts() throws IOException {
        assertEquals(Optional.empty(), open().read("auto_send"));
        open().write("auto_send", AT);
        open().write("auto_send", AT.plusSeconds(60));
        assertEquals(Optional.of(AT.plusSeconds(60)), open().read("auto_send"));
        try (var files = Files.list(folder.resolve("data"))) {
            assertEquals(
                    List.of("auto_send.last"),
                    files.map(f -> f.getFileName().toString()).toList());
        }
    }

    @Test
    void aDamagedFileIsNoMemory() throws IOException {
        LastTaken lastTaken = open();
        Files.writeString(folder.resolve("data/auto_send.last"), "\0\0\0");
        assertEquals(Optional.empty(), lastTaken.read("auto_send"));
    }
}
