package dev.naru.origin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Kakao Pay as its reference describes it: header, request fields, answers and errors. */
public class FakeKakao implements AutoCloseable {

    public enum Script {
        APPROVE,
        APPROVE_AND_DROP,
        DECLINE,
        OTHER_AMOUNT
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, ObjectNode> byTid = new ConcurrentHashMap<>();
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

    FakeKakao() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/online/v1/payment/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void script(String orderId, Script script) {
        scripts.put(orderId, script);
    }

    public int count(String call, String orderId) {
        return counts.computeIfAbsent(call + orderId, k -> new AtomicInteger()).get();
    }

    /** The buyer has typed their password: the token that their browser brings. */
    public String authenticated(String orderId) {
        ObjectNode payment = byTid.values().stream()
                .filter(one -> one.path("partner_order_id").asText().equals(orderId))
                .findFirst()
                .orElseThrow();
        payment.put("status", "AUTH_PASSWORD");
        return payment.path("token").asText();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String call = path.substring(path.lastIndexOf('/') + 1);
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        boolean known =
                "SECRET_KEY test_kakao".equals(exchange.getRequestHeaders().getFirst("Authorization"))
                        && request.path("cid").asText().equals("TC0ONETIME");
        if (!known) {
            send(exchange, 401, error(-401, "unauthorized", null));
            return;
        }
        if (call.equals("ready")) {
            ready(exchange, request);
            return;
        }
        ObjectNode payment = byTid.get(request.path("tid").asText());
        if (payment == null) {
            send(exchange, 400, error(-721, "invalid tid", null));
            return;
        }
        String orderId = payment.path("partner_order_id").asText();
        counts.computeIfAbsent(call + orderId, k -> new AtomicInteger()).incrementAndGet();
        switch (call) {
            case "approve" -> approve(exchange, request, payment, orderId);
            case "cancel" -> cancel(exchange, request, payment);
            default -> send(exchange, 200, payment);
        }
    }

    private void ready(HttpExchange exchange, JsonNode request) throws IOException {
        String tid = "T" + UUID.randomUUID().toString().replace("-", "").substring(0, 19);
        String orderId = request.path("partner_order_id").asText();
        ObjectNode payment = JSON.createObjectNode()
                .put("tid", tid)
                .put("cid", "TC0ONETIME")
                .put("status", "READY")
                .put("partner_order_id", orderId)
                .put("partner_user_id", request.path("partner_user_id").asText())
                .put("payment_method_type", "MONEY")
                .put("token", UUID.randomUUID().toString());
        payment.putObject("amount").put("total", request.path("total_amount").asLong());
        payment.putObject("canceled_amount").put("total", 0);
        byTid.put(tid, payment);
        counts.computeIfAbsent("ready" + orderId, k -> new AtomicInteger()).incrementAndGet();
        send(
                exchange,
                200,
                JSON.createObjectNode()
                        .put("tid", tid)
                        .put("next_redirect_pc_url", url() + "/window/" + tid)
                        .put("created_at", "2026-01-01T12:00:00"));
    }

    private void approve(HttpExchange exchange, JsonNode request, ObjectNode payment, String orderId)
            throws IOException {
        if (payment.path("status").asText().equals("SUCCESS_PAYMENT")) {
            send(exchange, 400, error(-702, "payment is already done", null));
            return;
        }
        if (!request.path("pg_token").asText().equals(payment.path("token").asText())
                || !request.path("partner_order_id").asText().equals(orderId)
                || !request.path("partner_user_id").equals(payment.path("partner_user_id"))) {
            send(exchange, 400, error(-703, "invalid request", null));
            return;
        }
        Script script = scripts.getOrDefault(orderId, Script.APPROVE);
        scripts.remove(orderId);
        if (script == Script.DECLINE) {
            payment.put("status", "FAIL_PAYMENT");
            send(exchange, 400, error(-780, "approval failure!", "EXCEED_LIMIT"));
            return;
        }
        payment.put("status", "SUCCESS_PAYMENT").put("aid", "A1").put("approved_at", "2026-01-01T12:01:00");
        if (script == Script.OTHER_AMOUNT) {
            ((ObjectNode) payment.path("amount")).put("total", 1);
        }
        if (script == Script.APPROVE_AND_DROP) {
            exchange.close();
            return;
        }
        send(exchange, 200, payment);
    }

    private void cancel(HttpExchange exchange, JsonNode request, ObjectNode payment) throws IOException {
        long total = payment.path("amount").path("total").asLong();
        long before = payment.path("canceled_amount").path("total").asLong();
        if (request.path("cancel_available_amount").asLong() != total - before) {
            send(exchange, 400, error(-781, "cancel_available_amount differs", null));
            return;
        }
        long after = before + request.path("cancel_amount").asLong();
        ((ObjectNode) payment.path("canceled_amount")).put("total", after);
        payment.put("status", after == total ? "CANCEL_PAYMENT" : "PART_CANCEL_PAYMENT");
        send(exchange, 200, payment);
    }

    private static ObjectNode error(int code, String message, String method) {
        ObjectNode error = JSON.createObjectNode().put("error_code", code).put("error_message", message);
        if (method != null) {
            error.putObject("extras").put("method_result_code", method).put("method_result_message", "한도 초과");
        }
        return error;
    }

    private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
