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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A Toss-shaped gateway that does what a test scripts per orderId, and counts. Approvals are idempotent by key. */
public class FakePg implements AutoCloseable {

    /** What the next confirm of an order does. */
    public enum Script {
        APPROVE,
        /** Approves, but the answer never arrives. */
        APPROVE_AND_DROP,
        /** Approves, and the answer takes longer than anybody waits. */
        APPROVE_AND_HANG,
        /** Neither approves nor answers. */
        DROP,
        ERROR_500,
        GARBAGE,
        /** A 400 that says try again. */
        PROVIDER_ERROR,
        DECLINE,
        APPROVE_OTHER_AMOUNT,
        APPROVE_OTHER_CURRENCY,
        DEPOSIT
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, ObjectNode> byKey = new ConcurrentHashMap<>();
    private final Map<String, String> keyOfOrder = new ConcurrentHashMap<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

    private final CountDownLatch closing = new CountDownLatch(1);

    /** Orders whose next cancel is refused. */
    public final Set<String> refusesCancel = ConcurrentHashMap.newKeySet();

    /** Of virtual accounts issued from now on. */
    public volatile String depositDue = "2099-01-01T00:00:00+09:00";

    /** The settlement file, by day; a day without one is answered 500. */
    public final Map<String, List<Map<String, Object>>> settlementFile = new ConcurrentHashMap<>();

    /** While set, inquiries and cancels answer 500. */
    public volatile boolean down;

    FakePg() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/payments/confirm", exchange -> handle(exchange, this::confirm));
        server.createContext("/v1/payments/orders/", exchange -> handle(exchange, this::byOrder));
        server.createContext("/v1/payments/", exchange -> handle(exchange, this::byKeyOrCancel));
        server.createContext("/v1/settlements", exchange -> handle(exchange, this::settlements));
        server.createContext("/v1/billing/", exchange -> handle(exchange, this::billing));
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The buyer has authenticated: the gateway has a payment that waits for approval. Returns its paymentKey. */
    public String authenticated(String orderId, long amount) {
        String key = "tgen_" + UUID.randomUUID();
        ObjectNode payment = JSON.createObjectNode()
                .put("paymentKey", key)
                .put("orderId", orderId)
                .put("totalAmount", amount)
                .put("balanceAmount", amount)
                .put("currency", "KRW")
                .put("method", "카드")
                .put("status", "IN_PROGRESS");
        byKey.put(key, payment);
        keyOfOrder.put(orderId, key);
        return key;
    }

    public void script(String orderId, Script script) {
        scripts.put(orderId, script);
    }

    /** Sets the gateway's own record, as if it had changed there. */
    public void set(String orderId, String status) {
        ObjectNode payment = byKey.get(keyOfOrder.get(orderId));
        payment.put("status", status);
        if (status.equals("DONE")) {
            payment.put("approvedAt", "2026-06-11T12:00:00+09:00");
        }
    }

    /** So much was deposited or charged, whatever was asked for. */
    public void setAmount(String orderId, long amount) {
        byKey.get(keyOfOrder.get(orderId)).put("totalAmount", amount).put("balanceAmount", amount);
    }

    public String status(String orderId) {
        return byKey.get(keyOfOrder.get(orderId)).path("status").asText();
    }

    /** How often confirm, inquire, cancel or billing was called for the order. */
    public int count(String call, String orderId) {
        return counter(call, orderId).get();
    }

    private AtomicInteger counter(String call, String orderId) {
        return counts.computeIfAbsent(call + " " + orderId, k -> new AtomicInteger());
    }

    private interface Handler {
        void handle(HttpExchange exchange, String path, String body) throws IOException;
    }

    private void handle(HttpExchange exchange, Handler handler) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
            send(exchange, 401, error("UNAUTHORIZED_KEY"));
            return;
        }
        handler.handle(exchange, exchange.getRequestURI().getPath(), body);
    }

    private void confirm(HttpExchange exchange, String path, String body) throws IOException {
        JsonNode request = JSON.readTree(body);
        String orderId = request.path("orderId").asText();
        counter("confirm", orderId).incrementAndGet();
        ObjectNode payment = byKey.get(request.path("paymentKey").asText());
        if (payment == null
                || payment.path("totalAmount").asLong()
                        != request.path("amount").asLong()) {
            send(exchange, 404, error("NOT_FOUND_PAYMENT_SESSION"));
            return;
        }
        Script script = scripts.getOrDefault(orderId, Script.APPROVE);
        scripts.remove(orderId);
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        String before = answers.get(key);
        if (before != null) {
            send(exchange, 200, before);
            return;
        }
        switch (script) {
            case DROP -> exchange.close();
            case ERROR_500 -> send(exchange, 500, "oops");
            case GARBAGE -> send(exchange, 200, "{\"status\":");
            case PROVIDER_ERROR -> send(exchange, 400, error("PROVIDER_ERROR"));
            case DECLINE -> {
                payment.put("status", "ABORTED");
                send(exchange, 403, error("REJECT_CARD_PAYMENT"));
            }
            case DEPOSIT -> {
                payment.put("status", "WAITING_FOR_DEPOSIT").put("method", "가상계좌");
                payment.putObject("virtualAccount")
                        .put("accountNumber", "X6505636518308")
                        .put("bankCode", "20")
                        .put("customerName", "나루")
                        .put("dueDate", depositDue);
                send(exchange, 200, payment.toString());
            }
            case APPROVE_AND_DROP -> {
                set(orderId, "DONE");
                exchange.close();
            }
            case APPROVE_AND_HANG -> {
                set(orderId, "DONE");
                awaitClosing();
                exchange.close();
            }
            case APPROVE_OTHER_AMOUNT -> {
                payment.put("totalAmount", payment.path("totalAmount").asLong() + 1000);
                approve(exchange, orderId, key);
            }
            case APPROVE_OTHER_CURRENCY -> {
                payment.put("currency", "USD");
                approve(exchange, orderId, key);
            }
            case APPROVE -> approve(exchange, orderId, key);
        }
    }

    private void awaitClosing() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void approve(HttpExchange exchange, String orderId, String key) throws IOException {
        set(orderId, "DONE");
        String answer = byKey.get(keyOfOrder.get(orderId)).toString();
        answers.put(key, answer);
        send(exchange, 200, answer);
    }

    private void byOrder(HttpExchange exchange, String path, String body) throws IOException {
        String orderId = path.substring(path.lastIndexOf('/') + 1);
        inquire(exchange, orderId, keyOfOrder.getOrDefault(orderId, ""));
    }

    private void byKeyOrCancel(HttpExchange exchange, String path, String body) throws IOException {
        String[] parts = path.split("/");
        ObjectNode payment = byKey.get(parts[3]);
        String orderId = payment == null ? "" : payment.path("orderId").asText();
        if (parts.length == 4) {
            inquire(exchange, orderId, parts[3]);
            return;
        }
        counter("cancel", orderId).incrementAndGet();
        if (down) {
            send(exchange, 500, "oops");
        } else if (refusesCancel.remove(orderId)) {
            send(exchange, 403, error("NOT_CANCELABLE_PAYMENT"));
        } else if (payment.path("status").asText().equals("CANCELED")) {
            send(exchange, 400, error("ALREADY_CANCELED_PAYMENT"));
        } else {
            long left = payment.path("balanceAmount").asLong()
                    - JSON.readTree(body).path("cancelAmount").asLong();
            payment.put("status", left > 0 ? "PARTIAL_CANCELED" : "CANCELED").put("balanceAmount", left);
            send(exchange, 200, payment.toString());
        }
    }

    private void inquire(HttpExchange exchange, String orderId, String key) throws IOException {
        counter("inquire", orderId).incrementAndGet();
        ObjectNode payment = byKey.get(key);
        if (down) {
            send(exchange, 500, "oops");
        } else if (payment == null) {
            send(exchange, 404, error("NOT_FOUND_PAYMENT"));
        } else {
            send(exchange, 200, payment.toString());
        }
    }

    private void settlements(HttpExchange exchange, String path, String body) throws IOException {
        Map<String, String> query = Buyer.query(exchange.getRequestURI());
        List<Map<String, Object>> file = settlementFile.get(query.get("startDate"));
        if (file == null) {
            send(exchange, 500, "oops");
            return;
        }
        int size = Integer.parseInt(query.get("size"));
        long skip = (Integer.parseInt(query.get("page")) - 1L) * size;
        send(
                exchange,
                200,
                JSON.writeValueAsString(file.stream().skip(skip).limit(size).toList()));
    }

    private void billing(HttpExchange exchange, String path, String body) throws IOException {
        JsonNode request = JSON.readTree(body);
        String orderId = request.path("orderId").asText();
        counter("billing", orderId).incrementAndGet();
        if (path.endsWith("declined")) {
            send(exchange, 400, error("INVALID_STOPPED_CARD"));
            return;
        }
        if (keyOfOrder.containsKey(orderId)) {
            send(exchange, 400, error("DUPLICATED_ORDER_ID"));
            return;
        }
        authenticated(orderId, request.path("amount").asLong());
        set(orderId, "DONE");
        if (scripts.remove(orderId) == Script.APPROVE_AND_DROP) {
            exchange.close();
        } else {
            send(exchange, 200, byKey.get(keyOfOrder.get(orderId)).toString());
        }
    }

    private static String error(String code) {
        return JSON.createObjectNode()
                .put("code", code)
                .put("message", "scripted")
                .toString();
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
