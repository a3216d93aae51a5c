package dev.naru.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManagedProcessTest {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    Path temp;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Console console = new Console(new PrintStream(printed, true, StandardCharsets.UTF_8), false, true);
    private final Watchdog watchdog = new Watchdog();
    private ManagedProcess process;

    @AfterEach
    void stop() {
        if (process != null) {
            process.stop();
        }
        watchdog.close();
    }

    @Test
    void aKilledProcessIsReportedWithItsLastLinesAndStartedAgain() throws Exception {
        process = process("echo about to wait; exec sleep 60", true);
        process.start();
        await().until(() -> printed.toString().contains("about to wait"));
        long first = process.handle().orElseThrow().pid();
        process.kill();
        await().until(() -> process.handle().isPresent());
        assertNotEquals(first, process.handle().orElseThrow().pid());
        await().until(() -> printed.toString().contains("toy is ready again"));
        assertTrue(printed.toString().contains("toy was killed (status 137)"), printed::toString);
    }

    @Test
    void aProcessThatKeepsDyingIsLeftDown() {
        process = process("echo out of luck; exit 3", true);
        process.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> printed.toString().contains("it is left down"));
        assertFalse(process.handle().isPresent());
        assertTrue(printed.toString().contains("toy ended with status 3"), printed::toString);
        assertEquals(1 + RestartBudget.RESTARTS, Files.exists(log()) ? lines("out of luck") : 0);
    }

    @Test
    void withoutRestartsTheWaitForReadinessEndsWithTheProcess() {
        process = process("exit 1", false, () -> false, STOP_TIMEOUT);
        process.start();
        LaunchException failure = assertThrows(LaunchException.class, process::awaitReady);
        assertTrue(failure.getMessage().contains("toy does not start"), failure.getMessage());
    }

    @Test
    void aStoppedProcessGetsItsSignalAndStaysDown() {
        process = process("trap 'echo goodbye; exit 0' TERM; echo up; while :; do sleep 0.05; done", true);
        process.start();
        await().until(() -> printed.toString().contains("up"));
        process.stop();
        assertFalse(process.handle().isPresent());
        await().until(() -> printed.toString().contains("goodbye"));
        assertFalse(printed.toString().contains("started again"), printed::toString);
    }

    @Test
    void aProcessThatIgnoresItsSignalIsKilled() {
        process = process("trap '' TERM; echo up; while :; do sleep 0.05; done", Duration.ofMillis(300));
        process.start();
        await().until(() -> printed.toString().contains("up"));
        process.stop();
        assertFalse(process.handle().isPresent());
        assertTrue(printed.toString().contains("killing it"), printed::toString);
    }

    private ManagedProcess process(String script, boolean restarts) {
        return process(script, restarts, () -> true, STOP_TIMEOUT);
    }

    private ManagedProcess process(String script, Duration stopTimeout) {
        return process(script, true, () -> true, stopTimeout);
    }

    private ManagedProcess process(String script, boolean restarts, Readiness readiness, Duration stopTimeout) {
        ProcessSpec spec =
                new ProcessSpec("toy", List.of("sh", "-c", script), Map.of(), temp, "TERM", stopTimeout, readiness);
        return new ManagedProcess(
                spec,
                new ProcessLog("toy", temp, console),
                new ManagedProcess.Surroundings(
                        console, watchdog, new ProcessRecords(temp.resolve("run")), restarts, Clock.systemUTC()));
    }

    private Path log() {
        return temp.resolve("toy.log");
    }

    private int lines(String text) {
        return (int) PrivateFiles.read(log()).lines().filter(text::equals).count();
    }
}
