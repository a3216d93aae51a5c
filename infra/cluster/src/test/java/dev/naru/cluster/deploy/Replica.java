package dev.naru.cluster.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** One server of a group, of some release: it answers after some milliseconds, counts each POST by its number, and may be a bad release. Its port outlives restarts. */
final class Replica implements AutoCloseable {
    /**
     * What a release does.
     *
     * @param failPercent of its answers that are a 500
     * @param delayMs of each answer, and up to half more
     */
    record Release(String version, int failPercent, int delayMs) {
        static Release good(String version) {
            return new Release(version, 0, 80);
        }
    }

    /** How often each POST was executed, over all replicas: the proof that none was done twice. */
    private final Map<String, AtomicInteger> posts;

    private final String group;
    private int port;
    private HttpServer server;
    private volatile Release release;

    Replica(String group, Release release, Map<String, AtomicInteger> posts) throws IOException {
        this.group = group;
        this.posts = posts;
        deploy(release);
    }

    int port() {
        return port;
    }

    /** Stops what runs and starts another release on the same port. */
    void deploy(Release next) throws IOException {
        close();
        release = next;
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 256);
        port = server.getAddress().getPort();
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Release its = release;
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestURI().getPath().equals("/ready")) {
                send(exchange, 200, "ready");
                return;
            }
            Thread.sleep(its.delayMs() + ThreadLocalRandom.current().nextInt(Math.max(1, its.delayMs() / 2)));
            if (exchange.getRequestMethod().equals("POST")) {
                posts.computeIfAbsent(new String(body, StandardCharsets.UTF_8), id -> new AtomicInteger())
                        .incrementAndGet();
            }
            boolean fails = ThreadLocalRandom.current().nextInt(100) < its.failPercent();
            send(exchange, fails ? 500 : 200, group + " " + its.version());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
    }

    static Map<String, AtomicInteger> posts() {
        return new ConcurrentHashMap<>();
    }
}
