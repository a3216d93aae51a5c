package dev.naru.shop;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.Map;
import redis.embedded.RedisServer;

/** A real Redis and a stand-in for origin-api, for all tests of one run; either can be taken away. */
public final class Stage implements QuarkusTestResourceLifecycleManager {
    private static FakeOrigin origin;
    private static RedisServer redis;
    private static int redisPort;

    @Override
    public Map<String, String> start() {
        try {
            origin = new FakeOrigin(0);
            redisPort = freePort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        startRedis();
        return Map.of("quarkus.redis.hosts", "redis://127.0.0.1:" + redisPort, "naru.public-api-url", origin.url());
    }

    @Override
    public void stop() {
        stopRedis();
        origin.close();
    }

    public static FakeOrigin origin() {
        return origin;
    }

    public static void startRedis() {
        try {
            redis = RedisServer.newRedisServer()
                    .port(redisPort)
                    .bind("127.0.0.1")
                    .setting("save \"\"")
                    .setting("daemonize no")
                    .build();
            redis.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void stopRedis() {
        try {
            redis.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
