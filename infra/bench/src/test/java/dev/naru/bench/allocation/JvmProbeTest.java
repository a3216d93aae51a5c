package dev.naru.bench.allocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JvmProbeTest {

    @TempDir
    Path dir;

    @Test
    void allocationsOfAnotherJvmShowByThreadAndSite() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Allocating.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("ready", out.readLine());
            try (JvmProbe probe = JvmProbe.attach(process.pid())) {
                Map<String, Long> before = probe.allocatedBytes();
                AllocationSites.start(probe);
                process.getOutputStream().write('\n');
                process.getOutputStream().flush();
                assertEquals("done", out.readLine());
                Map<String, Long> difference = AllocationMeasurement.difference(before, probe.allocatedBytes());
                List<String> sites = AllocationSites.stop(probe, dir, 1);

                long expected = (long) Allocating.COUNT * Allocating.BYTES;
                assertEquals(expected, difference.get("main"), expected / 10.0);
                assertTrue(sites.getFirst().contains("Allocating.work"), sites.toString());
            }
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aProcessThatIsNoJvmIsRefused() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        try {
            assertThrows(IOException.class, () -> JvmProbe.attach(process.pid()));
        } finally {
            process.destroyForcibly();
        }
    }
}
