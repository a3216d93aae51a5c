package dev.naru.shop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The part of origin-api that the shop uses, in memory, with faults to switch on. */
public final class FakeOrigin implements AutoCloseable {

    /** What becomes of {@code POST /orders}. */
    public enum Mood {
        WELL,
        PRICE_CHANGED,
        OUT_OF_STOCK,
        /** Answers 503 to everything. */
        DOWN,
        /** The first of each key is carried out, and its answer lost. */
        LOSES_ANSWERS,
        /** The first of each key is told that another one is in flight. */
        IN_FLIGHT
    }

    public record Call(String method, String path, String authorization, String key, String body) {}

    public volatile Mood mood = Mood.WELL;
    public volatile String paymentStatus = "READY";
    public volatile long teaPrice = 18000;
    public final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, String> orderByKey = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> orders = new ConcurrentHashMap<>();
    private final Map<String, byte[]> photos = new ConcurrentHashMap<>();
    private final Map<String, Integer> seen = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger(1);
    private final HttpServer server;

    public FakeOrigin(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public int orderCount() {
        return orders.size();
    }

    public void reset() {
        mood = Mood.WELL;
        paymentStatus = "READY";
        teaPrice = 18000;
        calls.clear();
        orders.clear();
        orderByKey.clear();
        seen.clear();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String method = exchange.getRequestMethod();
            byte[] bytes = exchange.getRequestBody().readAllBytes();
            String body = new String(bytes, StandardCharsets.UTF_8);
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            calls.add(new Call(method, path, authorization, key, body));
            if (mood == Mood.DOWN) {
                problem(exchange, 503, "down", "");
            } else if (path.equals("/products")) {
                products(exchange);
            } else if (path.startsWith("/files")) {
                files(exchange, path, bytes);
            } else if (authorization == null) {
                problem(exchange, 401, "ticket-missing", "");
            } else if (path.equals("/orders") && method.equals("POST")) {
                place(exchange, key, json.readTree(body));
            } else if (path.equals("/orders")) {
                answer(
                        exchange,
                        200,
                        "{\"orders\":"
                                + json.writeValueAsString(orders.keySet().stream()
                                        .sorted()
                                        .map(this::order)
                                        .toList()) + "}");
            } else if (path.endsWith("/payments")) {
                paymentStatus = "READY";
                answer(
                        exchange,
                        201,
                        json.writeValueAsString(order(path.split("/")[2]).get("payment")));
            } else if (path.endsWith("/cancel")) {
                problem(exchange, 409, "not-cancellable", "");
            } else {
                find(exchange, path.substring("/orders/".length()));
            }
        }
    }

    private void files(HttpExchange exchange, String path, byte[] bytes) throws IOException {
        exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
        exchange.getResponseHeaders().set("Access-Control-Allow-Headers", "Authorization,Content-Type,Content-Digest");
        exchange.getResponseHeaders().set("Access-Control-Allow-Methods", "PUT");
        String url = "{\"id\":\"%s\",\"url\":\"%s\",\"type\":\"image/png\",\"bytes\":9,"
                + "\"createdAt\":\"2026-11-01T03:04:05Z\",\"author\":\"hana\"}";
        switch (exchange.getRequestMethod()) {
            case "PUT" -> {
                photos.put(path, bytes);
                answer(exchange, 201, url.formatted(path, path));
            }
            case "GET" -> {
                byte[] photo = photos.get(path);
                if (photo == null) {
                    List<String> all = photos.keySet().stream()
                            .map(one -> url.formatted(one, one))
                            .toList();
                    answer(exchange, 200, "{\"files\":[" + String.join(",", all) + "]}");
                } else {
                    exchange.getResponseHeaders().set("Content-Type", "image/png");
                    exchange.sendResponseHeaders(200, photo.length);
                    exchange.getResponseBody().write(photo);
                }
            }
            default -> exchange.sendResponseHeaders(204, -1);
        }
    }

    private void find(HttpExchange exchange, String number) throws IOException {
        if (orders.containsKey(number)) {
            answer(exchange, 200, json.writeValueAsString(order(number)));
        } else {
            problem(exchange, 404, "not-found", "");
        }
    }

    private void place(HttpExchange exchange, String key, JsonNode wanted) throws IOException {
        boolean first = seen.merge(key, 1, Integer::sum) == 1;
        if (mood == Mood.IN_FLIGHT && first) {
            problem(exchange, 409, "request-in-flight", "");
            return;
        }
        for (JsonNode line : wanted.get("lines")) {
            boolean tea = line.get("sku").asText().equals("TEA-UJEON");
            if (mood == Mood.OUT_OF_STOCK && tea) {
                problem(exchange, 409, "out-of-stock", "\"lines\":[{\"sku\":\"TEA-UJEON\",\"available\":1}],");
                return;
            }
            if (tea && line.get("unitPrice").asLong() != teaPrice) {
                problem(
                        exchange,
                        409,
                        "price-changed",
                        "\"lines\":[{\"sku\":\"TEA-UJEON\",\"unitPrice\":" + teaPrice + "}],");
                return;
            }
        }
        String number = orderByKey.computeIfAbsent(key, one -> {
            String made = "N%06d".formatted(numbers.getAndIncrement());
            orders.put(made, wanted);
            return made;
        });
        if (mood == Mood.LOSES_ANSWERS && first) {
            return;
        }
        answer(exchange, 201, json.writeValueAsString(order(number)));
    }

    private Map<String, Object> order(String number) {
        long amount = 0;
        List<Object> lines = new ArrayList<>();
        for (JsonNode line : orders.get(number).get("lines")) {
            long price = line.get("unitPrice").asLong();
            int quantity = line.get("quantity").asInt();
            amount += price * quantity;
            String sku = line.get("sku").asText();
            lines.add(Map.of(
                    "sku",
                    sku,
                    "nameKo",
                    "상품 " + sku,
                    "nameEn",
                    "Item " + sku,
                    "quantity",
                    quantity,
                    "unitPrice",
                    price));
        }
        boolean paid = paymentStatus.equals("PAID");
        Map<String, Object> payment = Map.of(
                "id",
                "pay-" + number,
                "provider",
                "toss",
                "status",
                paymentStatus,
                "checkoutUrl",
                "http://pg.shop.localhost:8080/toss/pay?orderId=" + number);
        Map<String, Object> event = Map.of(
                "at",
                Instant.now().toString(),
                "actor",
                "shop",
                "server",
                "origin-a",
                "event",
                "order.created",
                "key",
                "checkout-0123456789abcdef",
                "detail",
                "금액 " + amount);
        return Map.of(
                "orderNo",
                number,
                "status",
                paid ? "PAID" : "PENDING_PAYMENT",
                "amount",
                amount,
                "currency",
                "KRW",
                "createdAt",
                Instant.now().toString(),
                "lines",
                lines,
                "payment",
                payment,
                "timeline",
                List.of(event),
                "fieldOfALaterVersion",
                true);
    }

    private void products(HttpExchange exchange) throws IOException {
        String tag = "\"" + teaPrice + "\"";
        exchange.getResponseHeaders().set("ETag", tag);
        if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
        } else {
            answer(exchange, 200, "{\"products\":" + json.writeValueAsString(FakeShelf.products(teaPrice)) + "}");
        }
    }

    private static void problem(HttpExchange exchange, int status, String slug, String fields) {
        exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
        send(
                exchange,
                status,
                "{\"type\":\"https://naru.dev/problems/" + slug + "\"," + fields + "\"status\":" + status + "}");
    }

    private static void answer(HttpExchange exchange, int status, String body) {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        send(exchange, status, body);
    }

    private static void send(HttpExchange exchange, int status, String body) {
        try {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
