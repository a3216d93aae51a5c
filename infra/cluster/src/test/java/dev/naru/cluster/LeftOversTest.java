package dev.naru.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the processes when the launcher is gone. */
final class LeftOversTest {
    @TempDir
    Path temp;

    @Test
    void aKilledLauncherLeavesNoProcess() throws Exception {
        Process launcher = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ToyLauncher.class.getName(),
                        temp.toString())
                .inheritIO()
                .start();
        try {
            await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(temp.resolve("run/toy")));
            ProcessHandle toy = recorded();
            assertTrue(toy.isAlive());
            launcher.destroyForcibly().waitFor();
            await().until(() -> !toy.isAlive());
        } finally {
            launcher.destroyForcibly();
        }
    }

    @Test
    void whatAnEarlierLauncherLeftIsEndedAtTheNextStart() throws IOException {
        Process orphan = new ProcessBuilder("sleep", "60").start();
        try {
            ProcessRecords records = new ProcessRecords(temp);
            records.add("orphan", orphan.toHandle());
            assertEquals(List.of("orphan (pid " + orphan.pid() + ")"), records.endLeftOvers());
            assertFalse(orphan.isAlive());
            assertEquals(List.of(), records.endLeftOvers());
        } finally {
            orphan.destroyForcibly();
        }
    }

    @Test
    void aProcessThatOnlyHasTheSameIdIsSpared() throws IOException {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(temp.resolve("shop"), stranger.pid() + " 1234567890123\n");
            Files.writeString(temp.resolve("garbage"), "not a record");
            assertEquals(List.of(), new ProcessRecords(temp).endLeftOvers());
            assertTrue(stranger.isAlive());
        } finally {
            stranger.destroyForcibly();
        }
    }

    private ProcessHandle recorded() {
        String pid = PrivateFiles.read(temp.resolve("run/toy")).split(" ", -1)[0];
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    /** A launcher of one process that it never stops. */
    static final class ToyLauncher {
        public static void main(String[] arguments) throws InterruptedException {
            Path folder = Path.of(arguments[0]);
            ProcessSpec spec = new ProcessSpec(
                    "toy", List.of("sleep", "60"), Map.of(), folder, "TERM", Duration.ofSeconds(1), () -> true);
            new ManagedProcess(
                            spec,
                            new ProcessLog("toy", folder, Console.quiet()),
                            new ManagedProcess.Surroundings(
                                    Console.quiet(),
                                    new Watchdog(),
                                    new ProcessRecords(folder.resolve("run")),
                                    false,
                                    Clock.systemUTC()))
                    .start();
            new CountDownLatch(1).await();
        }
    }
}
