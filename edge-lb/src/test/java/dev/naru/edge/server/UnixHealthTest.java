package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Checks reach servers behind Unix sockets as they do those behind TCP. */
@EnabledOnOs(OS.LINUX)
class UnixHealthTest {
    private static void answer(ServerSocketChannel server) {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                Thread.ofVirtual().start(() -> serve(channel));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private static void serve(SocketChannel channel) {
        try (channel) {
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            while (channel.read(buffer) > 0) {
                String request = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
                if (request.endsWith("\r\n\r\n")) {
                    String status =
                            request.startsWith("GET /health?deep=1 ") ? "204 Fine" : "200 OK\r\nContent-Length: 0";
                    channel.write(
                            ByteBuffer.wrap(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
                    buffer.clear();
                }
            }
        } catch (IOException e) {
            // the edge closed it
        }
    }

    @Test
    void aServerBehindAUnixSocketTakesTrafficAfterItsFirstPass(@TempDir Path folder) throws Exception {
        Path socket = folder.resolve("s");
        try (EdgeUnderTest edge = EdgeUnderTest.edge()
                .upstream("health: { path: \"/health?deep=1\", intervalMs: 100, timeoutMs: 100, expectedStatus: 204 }")
                .servers("{ address: \"unix:" + socket + "\" }")
                .start()) {
            try (RawClient client = edge.connect()) {
                assertEquals(503, client.get("/").answer().status(), "not there yet");
                try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                    server.bind(UnixDomainSocketAddress.of(socket));
                    Thread.ofVirtual().start(() -> answer(server));
                    EdgeUnderTest.await(
                            "up", () -> edge.app().servers().getFirst().state().up());
                    assertEquals(200, client.get("/").answer().status());
                }
                EdgeUnderTest.await(
                        "down", () -> !edge.app().servers().getFirst().state().up());
            }
        }
    }
}
