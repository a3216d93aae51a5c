package dev.naru.edge.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.naru.edge.config.AdminConfig;
import dev.naru.edge.observe.Metrics;
import dev.naru.edge.observe.MetricsFormat;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** The operator's own listener, loopback by default: {@code /health} and {@code /metrics}. The JDK's small server does for it; it shares nothing with the data plane. */
final class AdminServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService executor;

    private AdminServer(HttpServer server, ExecutorService executor) {
        this.server = server;
        this.executor = executor;
    }

    /** Binds and serves; the token file must be readable, since a token nobody can check would look like protection. */
    static AdminServer start(AdminConfig config, Metrics metrics, BooleanSupplier ready) throws IOException {
        if (Files.readString(config.tokenFile()).isBlank()) {
            throw new IOException("admin.tokenFile: " + config.tokenFile() + " is empty");
        }
        HttpServer server = HttpServer.create(new InetSocketAddress(config.host(), config.port()), 16);
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(executor);
        server.createContext("/health", exchange -> {
            boolean up = ready.getAsBoolean();
            answer(
                    exchange,
                    up ? 200 : 503,
                    "application/json",
                    up ? "{\"status\":\"ready\"}\n" : "{\"status\":\"draining\"}\n");
        });
        server.createContext("/metrics", exchange -> {
            MetricsFormat format =
                    MetricsFormat.wanted(exchange.getRequestHeaders().getFirst("Accept"));
            answer(exchange, 200, format.contentType(), metrics.render(format));
        });
        server.createContext(
                "/",
                exchange ->
                        answer(exchange, 404, "text/plain; charset=utf-8", "There are /health and /metrics here.\n"));
        server.start();
        return new AdminServer(server, executor);
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
            if (!head) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.close();
    }
}
