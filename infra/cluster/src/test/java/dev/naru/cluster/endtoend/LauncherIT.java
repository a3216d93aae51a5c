package dev.naru.cluster.endtoend;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** infra/cluster/up itself, as a user runs it. */
@Tag("local")
final class LauncherIT {
    private static final int PROCESSES = 11;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(120);

    private Path data;
    private Process launcher;

    @BeforeEach
    void start() throws IOException {
        data = LocalCluster.temporaryFolder();
        launcher = up("--data", data.toString());
        await().atMost(START_TIMEOUT).until(() -> output().contains("Ready after"));
    }

    @AfterEach
    void end() throws InterruptedException {
        launcher.toHandle().destroyForcibly();
        launcher.waitFor();
        await().atMost(Duration.ofSeconds(30)).until(() -> processes().isEmpty());
        LocalCluster.delete(data);
    }

    @Test
    void sigtermStopsEverythingInOrder() throws Exception {
        List<ProcessHandle> running = processes();
        assertEquals(PROCESSES, running.size(), output());
        assertSecondLauncherIsRefused();

        launcher.toHandle().destroy();
        assertTrue(launcher.waitFor(60, TimeUnit.SECONDS), output());
        for (ProcessHandle process : running) {
            assertFalse(process.isAlive(), () -> process + " is left behind; " + output());
        }
        assertTrue(output().indexOf("edge has stopped") < output().indexOf("origin-a has stopped"), output());
        assertTrue(output().indexOf("origin-a has stopped") < output().indexOf("postgres has stopped"), output());
        assertFalse(output().contains("killing it"), output());
    }

    private void assertSecondLauncherIsRefused() throws Exception {
        Path log = data.resolve("second.out");
        Process second = new ProcessBuilder(command("--data", data.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertTrue(second.waitFor(30, TimeUnit.SECONDS));
        assertEquals(1, second.exitValue());
        assertTrue(Files.readString(log).contains("A cluster already runs on " + data), Files.readString(log));
    }

    private Process up(String... options) throws IOException {
        return new ProcessBuilder(command(options))
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("up.out").toFile())
                .start();
    }

    private static List<String> command(String... options) {
        return Stream.concat(
                        Stream.of(
                                LocalCluster.REPOSITORY
                                        .resolve("infra/cluster/up")
                                        .toString(),
                                "--no-build",
                                "--quiet"),
                        Stream.of(options))
                .toList();
    }

    private String output() {
        try {
            return Files.readString(data.resolve("up.out"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "no output: " + e;
        }
    }

    /** The processes that the launcher has recorded and that are alive. */
    private List<ProcessHandle> processes() {
        try (Stream<Path> records = Files.list(data.resolve("run"))) {
            return records.map(LauncherIT::recorded)
                    .flatMap(Optional::stream)
                    .filter(ProcessHandle::isAlive)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Optional<ProcessHandle> recorded(Path record) {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(record).split(" ", -1)[0]));
        } catch (IOException endedMeanwhile) {
            return Optional.empty();
        }
    }
}
