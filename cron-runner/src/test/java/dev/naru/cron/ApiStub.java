package dev.naru.cron;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.naru.cron.trigger.SignatureCheck;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;
import org.jspecify.annotations.Nullable;

/** The API as far as cron-runner knows it: checks signatures, dedupes by job and instant, runs take two looks to end. */
public class ApiStub implements QuarkusTestResourceLifecycleManager {
    public static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    /** A call as it arrived. */
    public record Call(String job, String scheduledAt, boolean signed, int answered) {}

    private static final Map<String, CountDownLatch> HELD = new ConcurrentHashMap<>();
    private static final Map<String, Integer> WAITING = new ConcurrentHashMap<>();
    private static final List<Call> CALLS = new CopyOnWriteArrayList<>();
    private static final Map<String, LinkedBlockingDeque<Integer>> ANSWERS = new ConcurrentHashMap<>();
    private static final Map<String, String> RUNS = new ConcurrentHashMap<>();
    private static final Map<String, Integer> LOOKS = new ConcurrentHashMap<>();
    private static volatile String base = "";
    private static volatile Path folder = Path.of("");
    private static volatile Instant startedAt = Instant.EPOCH;
    private HttpServer server;

    public static String base() {
        return base;
    }

    public static Instant startedAt() {
        return startedAt;
    }

    public static Path keyFile() {
        return folder.resolve("secrets/cron-hmac.key");
    }

    public static Path dataDir() {
        return folder.resolve("data");
    }

    /** The next answers to calls for a job; 202 afterwards. */
    public static void answer(String job, Integer... statuses) {
        ANSWERS.put(job, new LinkedBlockingDeque<>(List.of(statuses)));
    }

    public static List<Call> calls(String job) {
        return CALLS.stream().filter(call -> call.job().equals(job)).toList();
    }

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
            server.createContext("/cron/", ApiStub::handle);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            base = "http://127.0.0.1:" + server.getAddress().getPort();
            folder = Files.createTempDirectory("cron-runner-test");
            Files.createDirectories(folder.resolve("secrets"));
            Files.createDirectories(dataDir());
            Files.writeString(keyFile(), KEY + "\n");
            // What a runner that went down five minutes ago left behind.
            startedAt = Instant.now();
            String down = startedAt.minusSeconds(300).toString();
            Files.writeString(dataDir().resolve("missed_once.last"), down + "\n");
            Files.writeString(dataDir().resolve("missed_all.last"), down + "\n");
            Files.writeString(dataDir().resolve("missed_skip.last"), down + "\n");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Map<String, String> properties = new HashMap<>(Map.of(
                "naru.public.api-url", base,
                "naru.secrets-dir", folder.resolve("secrets").toString(),
                "naru.data-dir", dataDir().toString(),
                "naru.catch-up-every", "1s",
                "naru.poll.every", "10ms",
                "dev.naru.cron.trigger.CronApi/trigger/Retry/delay", "5",
                "dev.naru.cron.trigger.CronApi/trigger/Retry/jitter", "2"));
        for (String job :
                List.of("auto_payment", "auto_send", "order_expiry", "payment_reconcile", "settlement", "upload_gc")) {
            properties.put("naru.schedules." + job + ".cron", "off");
        }
        properties.put("naru.schedules.every_second.cron", "* * * * * ?");
        properties.put("naru.schedules.by_hand.cron", "0 0 0 1 1 ?");
        properties.put("naru.schedules.missed_once.cron", "0 * * * * ?");
        properties.put("naru.schedules.missed_all.cron", "0 * * * * ?");
        properties.put("naru.schedules.missed_all.catch-up", "all");
        properties.put("naru.schedules.missed_skip.cron", "0 0 0 1 1 ?");
        properties.put("naru.schedules.missed_skip.catch-up", "skip");
        properties.put("naru.schedules.switched_off.cron", "off");
        return properties;
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    private static void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        boolean signed = SignatureCheck.valid(
                HexFormat.of().parseHex(KEY),
                exchange.getRequestHeaders().getFirst("X-Naru-Timestamp"),
                exchange.getRequestHeaders().getFirst("X-Naru-Signature"),
                exchange.getRequestMethod(),
                path,
                body);
        if (path.startsWith("/cron/runs/")) {
            status(exchange, path.substring("/cron/runs/".length()), signed);
        } else {
            accept(exchange, path.substring("/cron/".length()), signed);
        }
    }

    private static void accept(HttpExchange exchange, String job, boolean signed) throws IOException {
        String scheduledAt = exchange.getRequestHeaders().getFirst("X-Naru-Scheduled-At");
        hold(job, HELD.get(job));
        Integer planned = ANSWERS.containsKey(job) ? ANSWERS.get(job).poll() : null;
        int status = !signed ? 401 : planned == null ? 202 : planned;
        CALLS.add(new Call(job, scheduledAt, signed, status));
        if (status != 202) {
            send(exchange, status, "{\"detail\":\"planned by the test\"}");
            return;
        }
        String fresh = job + "-" + RUNS.size();
        String known = RUNS.putIfAbsent(job + scheduledAt, fresh);
        String id = known == null ? fresh : known;
        send(
                exchange,
                202,
                "{\"runId\":\"%s\",\"job\":\"%s\",\"runKey\":\"%s\",\"status\":\"QUEUED\",\"statusUrl\":\"%s/cron/runs/%s\",\"duplicate\":%s}"
                        .formatted(id, job, scheduledAt, base, id, known != null));
    }

    /** Calls of the job wait for the latch that is returned. */
    public static CountDownLatch hold(String job) {
        CountDownLatch go = new CountDownLatch(1);
        HELD.put(job, go);
        return go;
    }

    /** How many calls of the job wait. */
    public static int held(String job) {
        return WAITING.getOrDefault(job, 0);
    }

    private static void hold(String job, @Nullable CountDownLatch go) {
        if (go != null) {
            WAITING.merge(job, 1, Integer::sum);
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void status(HttpExchange exchange, String id, boolean signed) throws IOException {
        String status = LOOKS.merge(id, 1, Integer::sum) < 2 ? "RUNNING" : "SUCCEEDED";
        send(
                exchange,
                signed ? 200 : 401,
                "{\"runId\":\"%s\",\"status\":\"%s\",\"items\":{\"done\":3}}".formatted(id, status));
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
