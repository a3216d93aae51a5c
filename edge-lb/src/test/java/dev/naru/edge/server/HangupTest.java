package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP, as an operator sends it to a real process. */
@EnabledOnOs(OS.LINUX)
class HangupTest {
    private static final int SIGTERMED = 128 + 15;

    @TempDir
    Path folder;

    private int port;

    private Path config(String answer) throws IOException {
        return Files.writeString(folder.resolve("edge.yaml"), """
                listeners: [ { name: http, address: "127.0.0.1:%d" } ]
                runtime: { eventLoops: 1, reloadOnChange: false }
                accessLog: { file: access.log }
                sites: [ { name: all, default: true, routes: [ { name: all, path: /, respond: { status: 200, body: %s } } ] } ]
                """.formatted(port, answer));
    }

    @Test
    void saysThatItIsToldToIgnoreIt() throws Exception {
        List<String> ignoring = List.of("env", "--ignore-signal=HUP");
        try (EdgeProcess edge = new EdgeProcess(ignoring, config("x"))) {
            edge.awaitLine("SIGHUP is ignored");
        }
    }

    private String answer() throws IOException {
        try (RawClient client = RawClient.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            return client.get("/").answer().text();
        }
    }

    private static void hangUp(EdgeProcess edge) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-HUP", Long.toString(edge.pid()))
                        .start()
                        .waitFor());
    }

    @Test
    void reloadsTheFileOrLeavesWhatServes() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        // Who runs the tests in the background may have the signal ignored, which is inherited.
        List<String> heeding = List.of("env", "--default-signal=HUP");
        try (EdgeProcess edge = new EdgeProcess(heeding, config("before")).awaitLine("serving:")) {
            assertEquals("before", answer());
            config("after");
            hangUp(edge);
            edge.awaitLine("is served, reloaded by SIGHUP");
            assertEquals("after", answer());
            config("]");
            hangUp(edge);
            edge.awaitLine("reload refused");
            assertEquals("after", answer());
            edge.terminate();
            assertEquals(SIGTERMED, edge.exit(), "the signal of a drain is still one");
        }
    }
}
