package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** An edge in a process of its own with few descriptors: it runs out of them, neither ends nor spins, and goes on when there are some again. */
@EnabledOnOs(OS.LINUX)
class DescriptorsTest {
    private static final int DESCRIPTORS = 220;

    @TempDir
    Path folder;

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process start(int port, int admin) throws IOException {
        Files.writeString(folder.resolve("admin.token"), "a-token-of-a-test-that-nobody-uses\n");
        Path config = Files.writeString(folder.resolve("edge.yaml"), """
            listeners: [ { name: http, address: "127.0.0.1:%d" } ]
            admin: { address: "127.0.0.1:%d", tokenFile: admin.token }
            runtime: { eventLoops: 1, drainTimeoutMs: 100 }
            accessLog: { enabled: false }
            upstreams: [ { name: app, servers: [ { address: "127.0.0.1:1" } ] } ]
            sites: [ { name: all, default: true, hosts: [ a.test ], routes: [ { name: own, path: /, respond: { status: 204 } } ] } ]
            """.formatted(port, admin));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n " + DESCRIPTORS + "; exec \"$@\"",
                        "sh",
                        java,
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.naru.edge.server.Main",
                        "run",
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return "";
        }
    }

    private static int status(int port) {
        try (RawClient client = RawClient.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            return client.get("/").answer().status();
        } catch (IOException e) {
            return 0;
        }
    }

    private static long metric(HttpClient http, int admin, String name) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + "/metrics"))
                .build();
        String text = http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .join()
                .body();
        Matcher line = Pattern.compile("^" + Pattern.quote(name) + " (\\d+)$", Pattern.MULTILINE)
                .matcher(text);
        assertTrue(line.find(), name + " is not in\n" + text);
        return Long.parseLong(line.group(1));
    }

    private void await(String what, java.util.function.BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "never came: " + what + "\n" + log());
            Thread.sleep(20);
        }
    }

    @Test
    void withoutDescriptorsItPausesAndGoesOn() throws Exception {
        int port = freePort();
        int admin = freePort();
        Process edge = start(port, admin);
        List<Socket> idle = new ArrayList<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            await("an answer", () -> status(port) == 204);
            await("the first look", () -> metric(http, admin, "edge_descriptors_limit") == DESCRIPTORS);
            long begun = System.nanoTime();
            for (int i = 0; i < DESCRIPTORS + 50; i++) {
                idle.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
            await("a pause", () -> log().contains("listener http pauses"));
            await("the watch saw it", () -> log().contains("file descriptors are short"));
            for (Socket socket : idle) {
                socket.close();
            }
            await("an answer again", () -> status(port) == 204);
            await("room again", () -> log().contains("file descriptors suffice again"));
            assertTrue(edge.isAlive());
            long errors = metric(http, admin, "edge_accept_errors_total");
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
            assertTrue(errors >= 1 && errors <= seconds + 2, errors + " attempts to accept in " + seconds + " s");
            assertEquals(0, metric(http, admin, "edge_accept_paused"));
            assertEquals(0, metric(http, admin, "edge_shedding{resource=\"descriptors\"}"));
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
            edge.destroy();
            if (!edge.waitFor(20, TimeUnit.SECONDS)) {
                edge.destroyForcibly();
            }
        }
    }
}
