package dev.naru.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
    @TempDir
    Path temp;

    @Test
    void oneLauncherAtATime() {
        try (DataFolder first = DataFolder.open(temp)) {
            LaunchException refusal = assertThrows(LaunchException.class, () -> DataFolder.open(first.root()));
            assertTrue(
                    refusal.getMessage()
                            .contains("pid " + ProcessHandle.current().pid()),
                    refusal.getMessage());
        }
        DataFolder.open(temp).close();
    }

    @Test
    void freshDeletesWhatTheClusterKeepsAndNothingElse() throws IOException {
        Path stranger = Files.writeString(temp.resolve("thesis.txt"), "years of work");
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("kept.txt"), "linked to, not owned");
        try (DataFolder data = DataFolder.open(temp)) {
            Files.writeString(data.folder("redis").resolve("appendonly.aof"), "");
            Files.createSymbolicLink(data.folder("blobs").resolve("link"), outside);
            List<String> notices = new ArrayList<>();
            data.empty(notices::add);
            assertEquals(1, notices.size());
            assertTrue(notices.getFirst().endsWith(": redis, blobs"), notices.getFirst());
            assertFalse(Files.exists(temp.resolve("redis")));
            assertFalse(Files.exists(temp.resolve("blobs")));
            assertTrue(Files.exists(stranger));
            assertTrue(Files.exists(outside.resolve("kept.txt")));
        }
    }
}
