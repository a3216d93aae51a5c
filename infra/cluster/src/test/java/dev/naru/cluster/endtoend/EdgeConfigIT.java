package dev.naru.cluster.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the edge says to a configuration that somebody got wrong. */
@Tag("local")
final class EdgeConfigIT {
    @TempDir
    Path folder;

    @Test
    void aWrongFileIsRefusedWithTheLineAndTheColumnOfEachError() throws Exception {
        String template = Files.readString(LocalCluster.REPOSITORY.resolve("infra/edge/edge.yaml"));
        Path file = folder.resolve("edge.yaml");
        Files.writeString(
                file,
                template.replace("weight: 50", "weight: fifty").replace("upstream: origin }", "upstream: orgin }"));
        List<String> lines = Files.readAllLines(file);
        for (String command : List.of("check", "run")) {
            Path log = folder.resolve("log");
            Process edge = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-jar",
                            edgeJar().toString(),
                            command,
                            "--config",
                            file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                assertTrue(edge.waitFor(30, TimeUnit.SECONDS), command + " goes on with a wrong file");
                assertNotEquals(0, edge.exitValue());
                String output = Files.readString(log);
                assertPlace(output, lines, "fifty");
                assertPlace(output, lines, "orgin");
            } finally {
                edge.destroyForcibly();
            }
        }
    }

    private static void assertPlace(String output, List<String> lines, String word) {
        for (int i = 0; i < lines.size(); i++) {
            int column = lines.get(i).indexOf(word);
            if (column >= 0) {
                String place = ":" + (i + 1) + ":" + (column + 1);
                assertTrue(output.contains(place), () -> "no " + place + " in\n" + output);
                return;
            }
        }
        assertEquals(word, "in the file");
    }

    private static Path edgeJar() throws IOException {
        try (Stream<Path> files = Files.list(LocalCluster.REPOSITORY.resolve("edge-lb/target"))) {
            return files.filter(file -> file.getFileName().toString().matches("edge-lb-[0-9].*\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
