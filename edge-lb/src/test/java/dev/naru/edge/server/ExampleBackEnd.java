package dev.naru.edge.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A back end of the examples: answers with its number, counts, and takes HTTP/1.0 too, which nginx speaks by default. */
final class ExampleBackEnd implements AutoCloseable {
    /** The port that the example files have for number 1; number 2 has the next one, and so on. */
    static final int FIRST_PORT = 9101;

    private final int number;
    private final HttpServer server;
    private final AtomicInteger begun = new AtomicInteger();
    private final Set<Integer> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean failing;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    ExampleBackEnd(int number) throws IOException {
        this.number = number;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            begun.incrementAndGet();
            connections.add(exchange.getRemoteAddress().getPort());
            if (failing || !gate.await(10, TimeUnit.SECONDS)) {
                return; // closed without an answer
            }
            byte[] body = Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The file with the ports of these back ends and another listener. */
    static String at(String file, int listener, ExampleBackEnd... backEnds) {
        String text = file.replace("127.0.0.1:8080", "127.0.0.1:" + listener);
        for (ExampleBackEnd backEnd : backEnds) {
            text = text.replace(
                    "127.0.0.1:" + (FIRST_PORT + backEnd.number - 1),
                    "127.0.0.1:" + backEnd.server.getAddress().getPort());
        }
        return text;
    }

    /** From now on it takes requests and closes their connections. */
    void fail() {
        failing = true;
    }

    /** From now on it answers when {@link #release} is called. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    void release() {
        gate.countDown();
    }

    /** Requests that reached it. */
    int begun() {
        return begun.get();
    }

    /** Connections that brought requests. */
    int connections() {
        return connections.size();
    }

    @Override
    public void close() {
        release();
        server.stop(0);
    }
}
