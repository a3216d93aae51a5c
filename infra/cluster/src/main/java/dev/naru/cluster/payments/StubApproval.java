package dev.naru.cluster.payments;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway that approves whatever it is asked, at once and without a disk: then the origin and its database are what is measured. */
final class StubApproval implements AutoCloseable {
    private static final Pattern FIELDS =
            Pattern.compile("\"paymentKey\":\"([^\"]+)\",\"orderId\":\"([^\"]+)\",\"amount\":(\\d+)");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    StubApproval() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        server.setExecutor(threads);
        server.createContext("/v1/payments/confirm", StubApproval::confirm);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void confirm(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Matcher asked = FIELDS.matcher(body);
        boolean ok = asked.find();
        byte[] answer = (ok
                        ? "{\"paymentKey\":\"" + asked.group(1) + "\",\"orderId\":\"" + asked.group(2)
                                + "\",\"totalAmount\":" + asked.group(3)
                                + ",\"currency\":\"KRW\",\"status\":\"DONE\",\"method\":\"카드\","
                                + "\"approvedAt\":\"2026-01-01T12:00:00+09:00\"}"
                        : "{\"code\":\"INVALID_REQUEST\"}")
                .getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(ok ? 200 : 400, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
