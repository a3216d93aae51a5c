package dev.naru.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naru.bench.proxy.Nginx;
import dev.naru.bench.proxy.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole tool on one small case, in its own process as users run it. */
class NginxRunTest {

    @TempDir
    Path dir;

    @Test
    @Timeout(120)
    void nginxIsMeasuredAndNothingIsLeftBehind() throws Exception {
        assumeTrue(new Nginx().missing().isEmpty(), "nginx is not installed");
        Ports ports = freePorts();
        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.naru.bench.Main",
                        "--force",
                        "--proxies=nginx",
                        "--cases=small-16,tls-handshake-p256,latency-64",
                        "--rounds=1",
                        "--warm-up-s=1",
                        "--measure-s=1",
                        "--proxy-cores=0",
                        "--load-cores=0",
                        "--port=" + ports.first(),
                        "--name=test",
                        "--results=" + dir)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("out").toFile())
                .start();
        try {
            assertTrue(run.waitFor(110, TimeUnit.SECONDS), "no end");
            assertEquals(0, run.exitValue(), Files.readString(dir.resolve("out")));
        } finally {
            run.destroy();
        }

        JsonNode json = new ObjectMapper().readTree(result("results.json").toFile());
        assertEquals(3, json.get("samples").size());
        for (JsonNode sample : json.get("samples")) {
            assertTrue(sample.at("/values/CPU_US").asDouble() > 1, sample.toString());
        }
        assertTrue(Files.exists(result("configuration").resolve("nginx.conf")));
        assertEquals(List.of(), ports.taken());
    }

    private Path result(String file) throws IOException {
        try (Stream<Path> folders = Files.list(dir)) {
            return folders.filter(folder -> folder.toString().endsWith("-test"))
                    .findFirst()
                    .orElseThrow()
                    .resolve(file);
        }
    }

    private static Ports freePorts() {
        for (int attempt = 0; attempt < 100; attempt++) {
            Ports ports = new Ports(ThreadLocalRandom.current().nextInt(20_000, 32_000), 0);
            if (ports.taken().isEmpty()) {
                return ports;
            }
        }
        throw new IllegalStateException("no five free ports in a row");
    }
}
