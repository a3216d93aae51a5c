package dev.naru.origin;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Somebody who is told of events by webhook, and keeps what came. */
public class Subscriber implements AutoCloseable {

    public record Got(String id, String timestamp, String signature, String body) {}

    private final HttpServer server;
    private final List<Got> got = new CopyOnWriteArrayList<>();

    /** Ids, or parts of them, that are answered 500. */
    public final Set<String> refuses = ConcurrentHashMap.newKeySet();

    Subscriber() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String id = exchange.getRequestHeaders().getFirst("webhook-id");
            got.add(new Got(
                    id,
                    exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                    exchange.getRequestHeaders().getFirst("webhook-signature"),
                    body));
            exchange.sendResponseHeaders(refuses.stream().anyMatch(id::contains) ? 500 : 204, -1);
            exchange.close();
        });
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/events";
    }

    /** What came about one order, repeats too. */
    public List<Got> about(String orderNo) {
        return got.stream().filter(one -> one.id().contains(orderNo)).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
