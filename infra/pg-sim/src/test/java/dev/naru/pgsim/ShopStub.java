package dev.naru.pgsim;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** The shop's API as far as pg-sim knows it: takes webhooks, tells its database. */
public class ShopStub implements QuarkusTestResourceLifecycleManager {
    public static final String WEBHOOK_KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    public static final String OLD_WEBHOOK_KEY = "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    public static final String SECRET_KEY = "test_sk_for_tests";
    public static final String KAKAO_KEY = "test_kakao";
    public static final String NICE_KEY = "test_nice";
    public static final String BEARER = "bearer-for-tests";

    /** A webhook as it arrived. */
    public record Arrival(String body, String timestamp, String signature, int answered) {
        public boolean about(String text) {
            return body.contains("\"" + text + "\"");
        }
    }

    private static final List<Arrival> ARRIVALS = new CopyOnWriteArrayList<>();
    private static final Map<String, Queue<Integer>> ANSWERS = new ConcurrentHashMap<>();
    private static volatile String ledger = "{\"payments\":[]}";
    private static volatile String base = "";
    private HttpServer server;

    public static String base() {
        return base;
    }

    public static void ledger(String json) {
        ledger = json;
    }

    /** The next answers to webhooks that mention {@code text}; 200 afterwards. */
    public static void answer(String text, Integer... statuses) {
        ANSWERS.put(text, new ArrayDeque<>(List.of(statuses)));
    }

    public static List<Arrival> arrivals(String text) {
        return ARRIVALS.stream().filter(a -> a.about(text)).toList();
    }

    /** Waits until the arrivals about {@code text} look as wanted. */
    public static List<Arrival> await(String text, Predicate<List<Arrival>> wanted) throws InterruptedException {
        return Eventually.get(() -> arrivals(text), wanted);
    }

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
            server.createContext("/pg/webhook/toss", ShopStub::webhook);
            server.createContext("/operations/ledger", ShopStub::tell);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            base = "http://127.0.0.1:" + server.getAddress().getPort();
            Path dir = Files.createTempDirectory("pg-sim-test");
            Path secrets = Files.createDirectory(dir.resolve("secrets"));
            Files.writeString(secrets.resolve("toss-secret.key"), SECRET_KEY + "\n");
            Files.writeString(secrets.resolve("kakao-secret.key"), KAKAO_KEY + "\n");
            Files.writeString(secrets.resolve("nice-secret.key"), NICE_KEY + "\n");
            Files.writeString(secrets.resolve("toss-webhook.key"), WEBHOOK_KEY + "\n" + OLD_WEBHOOK_KEY + "\n");
            Files.writeString(secrets.resolve("cron-bearer.token"), BEARER + "\n");
            return Map.of(
                    "naru.public.api-url",
                    base,
                    "naru.secrets-dir",
                    secrets.toString(),
                    "naru.data-dir",
                    dir.resolve("data").toString(),
                    "naru.webhook.time-scale",
                    "1000",
                    "naru.hang",
                    "150ms",
                    "naru.deposit-after",
                    "100ms");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    private static void webhook(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int status = ANSWERS.entrySet().stream()
                .filter(e -> body.contains("\"" + e.getKey() + "\""))
                .map(e -> e.getValue().poll())
                .filter(s -> s != null)
                .findFirst()
                .orElse(200);
        ARRIVALS.add(new Arrival(
                body,
                exchange.getRequestHeaders().getFirst("X-Toss-Timestamp"),
                exchange.getRequestHeaders().getFirst("X-Toss-Signature"),
                status));
        send(exchange, status, "{}");
    }

    private static void tell(HttpExchange exchange) throws IOException {
        boolean known = ("Bearer " + BEARER).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        send(exchange, known ? 200 : 401, ledger);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
