package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Another process takes the place of a running edge, under load: two real processes on one port. */
@EnabledOnOs(OS.LINUX)
class UpgradeTest {
    @TempDir
    Path folder;

    private int port;

    private Path config(RecordingBackEnd backEnd) throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(folder.resolve("admin.token"), "a-token-of-this-test\n");
        return Files.writeString(folder.resolve("edge.yaml"), """
                listeners: [ { name: http, address: "127.0.0.1:%d" } ]
                admin: { address: "127.0.0.1:%d", tokenFile: admin.token }
                upstreams: [ { name: app, servers: [ { address: "127.0.0.1:%d" } ] } ]
                sites: [ { name: all, default: true, routes: [ { name: all, path: /, proxy: { upstream: app } } ] } ]
                runtime: { eventLoops: 2 }
                accessLog: { file: access.log }
                """.formatted(port, freePort(), backEnd.port()));
    }

    private static int freePort() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Test
    void replacingTheRunningEdgeLosesNothing() throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd()) {
            Path config = config(backEnd);
            EdgeProcess running = new EdgeProcess(config).awaitLine("serving:");
            SteadyClients clients = new SteadyClients(port, 8, 8);
            try {
                for (int i = 0; i < 2; i++) {
                    clients.awaitMore(200);
                    EdgeProcess next = new EdgeProcess(config, "--replace", Long.toString(running.pid()));
                    next.awaitLine("has its place");
                    running.awaitLine("stopped");
                    running.exit();
                    running = next;
                    clients.awaitMore(200);
                }
            } finally {
                clients.end();
                running.close();
            }
            assertEquals(List.of(), clients.failures());
            assertEquals(List.of(), backEnd.violations());
        }
    }

    @Test
    void aProcessThatIsNotThereCannotBeReplaced() throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeProcess edge = new EdgeProcess(config(backEnd), "--replace", "999999999")) {
            assertEquals(1, edge.exit());
            EdgeUnderTest.await("the reason", () -> !edge.log().isEmpty());
            assertTrue(edge.log().getFirst().contains("no process has the id 999999999"), () -> edge.log() + "");
        }
    }
}
