package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naru.edge.config.Transport;
import dev.naru.edge.tls.TestCertificates;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The transports, and what of them is not everywhere. */
class TransportsTest {
    /** Those that this machine has; what must hold over any of them is tested over each. */
    static List<String> available() {
        List<String> names = new ArrayList<>(List.of("nio"));
        if (Epoll.isAvailable()) {
            names.add("epoll");
        }
        if (IoUring.isAvailable()) {
            names.add("io-uring");
        }
        return names;
    }

    @Test
    void oneThatIsNotHereIsRefusedWithTheReason() {
        for (Transport asked : List.of(Transport.EPOLL, Transport.IO_URING)) {
            boolean here = available().contains(asked == Transport.EPOLL ? "epoll" : "io-uring");
            if (here) {
                assertEquals("asked for", Transports.choose(asked).why());
            } else {
                IllegalStateException refused =
                        assertThrows(IllegalStateException.class, () -> Transports.choose(asked));
                assertTrue(refused.getMessage().startsWith("runtime.transport: "), refused.getMessage());
                assertTrue(refused.getMessage().contains("is not available here"), refused.getMessage());
                assertNotNull(refused.getCause(), "the reason");
            }
        }
        assertEquals("nio", Transports.choose(Transport.NIO).name());
        assertEquals(
                Epoll.isAvailable() ? "epoll" : "nio",
                Transports.choose(Transport.AUTO).name());
    }

    @ParameterizedTest
    @MethodSource("available")
    void tlsGoesOverEachOnBothSides(String transport, @TempDir Path folder) throws Exception {
        byte[] body = new byte[2_000_000];
        new Random(11).nextBytes(body);
        X509Bundle own = TestCertificates.selfSigned(folder, "a", "a.test");
        try (RecordingBackEnd backEnd = RecordingBackEnd.secure(own, null).script((request, connection) -> connection
                        .send("HTTP/1.1 200 OK\r\nContent-Length: " + request.body().length + "\r\n\r\n")
                        .send(request.body()));
                EdgeUnderTest edge = EdgeUnderTest.edge()
                        .to(backEnd)
                        .transport(transport)
                        .listeners("listeners: [ { name: https, address: \"127.0.0.1:0\", tls: { certificates: [ {"
                                + " certificateFile: a.pem, keyFile: a.key } ] } } ]")
                        .upstream("tls: { caFile: a.pem, serverName: a.test }")
                        .start(folder);
                RawClient client = new RawClient(new TlsClient().connect(edge.address(), "a.test"))) {
            for (int i = 0; i < 2; i++) {
                client.send("POST /large/ HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + body.length + "\r\n\r\n");
                Thread sender = Thread.startVirtualThread(() -> client.sendMaybe(body));
                assertArrayEquals(body, client.answer().body());
                sender.join();
            }
            assertEquals(List.of(), backEnd.violations());
            assertEquals(1, backEnd.connections().size());
        }
    }

    @Test
    void serversOnUnixSocketsAreServed(@TempDir Path folder) throws Exception {
        assumeTrue(Epoll.isAvailable(), "Unix sockets go with epoll");
        Path path = folder.resolve("app.sock");
        BlockingQueue<String> heads = new LinkedBlockingQueue<>();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            Thread.startVirtualThread(() -> serve(server, heads));
            try (EdgeUnderTest edge = EdgeUnderTest.edge()
                            .servers("{ address: \"unix:" + path + "\" }")
                            .start();
                    RawClient client = edge.connect()) {
                for (int i = 0; i < 3; i++) {
                    assertEquals("ok", client.get("/" + i).answer().text());
                    String head = heads.poll(5, TimeUnit.SECONDS);
                    assertTrue(head.startsWith("GET /" + i + " HTTP/1.1\r\nHost: a.test\r\n"), head);
                }
                assertEquals(1, edge.servers(stats -> stats.connects()), "kept");
            }
        }
        try (EdgeUnderTest edge = EdgeUnderTest.edge()
                        .servers("{ address: \"unix:" + path + "\" }")
                        .start();
                RawClient client = edge.connect()) {
            assertEquals(502, client.get("/").answer().status(), "nobody listens there");
        }
    }

    /** Answers what comes in one read as one request. */
    private static void serve(ServerSocketChannel server, BlockingQueue<String> heads) {
        try (SocketChannel connection = server.accept()) {
            ByteBuffer in = ByteBuffer.allocate(16 * 1024);
            while (connection.read(in) > 0) {
                heads.add(StandardCharsets.ISO_8859_1.decode(in.flip()).toString());
                in.clear();
                connection.write(ByteBuffer.wrap(RecordingBackEnd.OK.getBytes(StandardCharsets.US_ASCII)));
            }
        } catch (IOException e) {
            // closed
        }
    }

    @Test
    void unixSocketsWithoutEpollAreRefusedAtTheStart(@TempDir Path folder) {
        RuntimeException refused = assertThrows(RuntimeException.class, () -> EdgeUnderTest.edge()
                .servers("{ address: \"unix:" + folder.resolve("app.sock") + "\" }")
                .transport("nio")
                .start());
        assertTrue(
                refused.getMessage().contains("has no Unix sockets: use runtime.transport epoll"), refused.toString());
    }
}
