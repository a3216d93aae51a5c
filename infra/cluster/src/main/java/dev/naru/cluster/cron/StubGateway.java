package dev.naru.cluster.cron;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A gateway without a journal, for counting: charges by billing key in the Toss shape, idempotent by order id, at a rate that pg-sim, which forces
 * each one to the disk, cannot reach. It keeps one bit a subscription.
 */
final class StubGateway implements AutoCloseable {
    private static final Pattern ORDER = Pattern.compile("\"orderId\":\"(S(\\d+)-C1-A1)\"");
    private static final Pattern AMOUNT = Pattern.compile("\"amount\":(\\d+)");

    private final BitSet charged = new BitSet();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private long repeats;
    private long refused;

    StubGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        server.setExecutor(threads);
        server.createContext("/v1/billing/", this::charge);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Subscriptions whose first period was charged: each can be only once, since a repeat changes nothing. */
    synchronized long charged() {
        return charged.cardinality();
    }

    /** Calls for what was charged before: asked again after an answer was lost. */
    synchronized long repeats() {
        return repeats;
    }

    /** Calls that were not for a first attempt of a first period: another key would be another charge. */
    synchronized long refused() {
        return refused;
    }

    private void charge(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Matcher order = ORDER.matcher(body);
        Matcher amount = AMOUNT.matcher(body);
        if (!order.find() || !amount.find()) {
            synchronized (this) {
                refused++;
            }
            answer(exchange, 400, "{\"code\":\"INVALID_REQUEST\",\"message\":\"not a first attempt\"}");
            return;
        }
        int subscription = Integer.parseInt(order.group(2));
        synchronized (this) {
            if (charged.get(subscription)) {
                repeats++;
            }
            charged.set(subscription);
        }
        answer(
                exchange,
                200,
                "{\"paymentKey\":\"stub-" + subscription + "\",\"orderId\":\"" + order.group(1) + "\",\"totalAmount\":"
                        + amount.group(1) + ",\"currency\":\"KRW\",\"status\":\"DONE\",\"method\":\"카드\"}");
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
