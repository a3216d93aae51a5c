package dev.naru.edge.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import redis.embedded.RedisServer;

/** A real Redis in a process of its own, with a password; it can be stopped and started, and remembers. */
final class RedisUnderTest implements AutoCloseable {
    static final String PASSWORD = "a-password-of-tests";

    final int port;
    private final Path folder;
    private RedisServer server;

    /** @param folder of its append-only file */
    RedisUnderTest(Path folder) throws IOException {
        this.folder = folder;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        start();
    }

    void start() throws IOException {
        server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("dir " + folder)
                .setting("appendonly yes")
                .setting("appendfsync always")
                .setting("requirepass " + PASSWORD)
                .build();
        server.start();
    }

    void stop() throws IOException {
        server.stop();
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
