package dev.naru.bench.payments;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Measures returns of buyers on a running cluster. One file without dependencies: {@code infra/bench/payments} runs it from source. */
public final class PaymentsBench {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int PREPARING_AT_ONCE = 16;
    private static final int WARM_UP = 300;
    /** USER_HZ is 100 in the ABI of every architecture that Java 25 runs on. */
    private static final double TICKS_PER_S = 100;

    private static final int ORIGIN_A = 7;
    private static final int PG = 10;
    private static final List<String> WATCHED = List.of("origin-a", "postgres", "pg-sim", "edge");

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final Path data;
    private final int firstPort;
    private final PrivateKey ticketKey;
    private final String keyId;

    private PaymentsBench(Path data, int firstPort) throws IOException, GeneralSecurityException {
        this.data = data;
        this.firstPort = firstPort;
        String pem = Files.readString(data.resolve("config/shop/ticket-signing.pem"))
                .replaceAll("-----[A-Z ]+-----|\\s", "");
        ticketKey = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        keyId = first("\"kid\"\\s*:\\s*\"([^\"]+)\"", get(firstPort, "www", "/.well-known/jwks.json").body());
    }

    /** {@code DATA FIRST_PORT APPROVALS CLIENTS,CLIENTS,…}: the report goes to the standard output, progress to the error output. */
    public static void main(String[] arguments) throws Exception {
        PaymentsBench bench = new PaymentsBench(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        int approvals = Integer.parseInt(arguments[2]);
        List<Integer> clients = Arrays.stream(arguments[3].split(",", -1))
                .map(Integer::parseInt)
                .toList();
        bench.measure(WARM_UP, 8);
        System.out.printf(
                "Approvals straight at one origin replica, closed loop, %d each; %d cores, JDK %s, PostgreSQL with fsync,%n"
                        + "pg-sim with one flush of its journal per call.%n%n",
                approvals, Runtime.getRuntime().availableProcessors(), Runtime.version());
        System.out.println("| clients | approvals/s | p50 ms | p99 ms | max ms | cores: "
                + String.join(", ", WATCHED) + ", load and the rest |");
        System.out.println("|---|---|---|---|---|---|");
        for (int n : clients) {
            System.out.println(bench.measure(approvals, n).line(n));
        }
    }

    private record Measured(double seconds, long[] latenciesNs, Map<String, Double> cores, double allCores) {
        String line(int clients) {
            long[] sorted = latenciesNs.clone();
            Arrays.sort(sorted);
            StringBuilder used = new StringBuilder();
            double known = 0;
            for (String name : WATCHED) {
                double one = cores.getOrDefault(name, 0.0);
                known += one;
                used.append("%.2f, ".formatted(one));
            }
            return "| %d | %.0f | %.1f | %.1f | %.1f | %s%.2f |"
                    .formatted(
                            clients,
                            sorted.length / seconds,
                            ms(sorted, 0.5),
                            ms(sorted, 0.99),
                            ms(sorted, 1),
                            used,
                            Math.max(0, allCores - known));
        }

        private static double ms(long[] sorted, double quantile) {
            int at = (int) Math.min(sorted.length - 1L, Math.round(Math.ceil(quantile * sorted.length)) - 1L);
            return sorted[Math.max(0, at)] / 1e6;
        }
    }

    private Measured measure(int approvals, int clients) throws Exception {
        System.err.println("preparing " + approvals + " payments for " + clients + " clients");
        List<String> returns = all(PREPARING_AT_ONCE, approvals, this::authenticated);
        Map<String, Long> before = ticks();
        long idleBefore = busyTicks();
        long from = System.nanoTime();
        long[] latencies = new long[approvals];
        java.util.concurrent.atomic.AtomicInteger next = new java.util.concurrent.atomic.AtomicInteger();
        List<Integer> done = all(clients, clients, () -> {
            int count = 0;
            for (int i = next.getAndIncrement(); i < approvals; i = next.getAndIncrement()) {
                long at = System.nanoTime();
                HttpResponse<String> answer = get(firstPort + ORIGIN_A, "api", returns.get(i));
                latencies[i] = System.nanoTime() - at;
                String to = answer.headers().firstValue("Location").orElse("");
                if (!to.endsWith("result=paid")) {
                    throw new IOException("not paid: " + answer.statusCode() + " " + to + " " + answer.body());
                }
                count++;
            }
            return count;
        });
        double seconds = (System.nanoTime() - from) / 1e9;
        System.err.println(done.stream().mapToInt(Integer::intValue).sum() + " approved in " + Math.round(seconds) + " s");
        Map<String, Double> cores = new TreeMap<>();
        ticks().forEach((name, ticks) ->
                cores.put(name, (ticks - before.getOrDefault(name, ticks)) / TICKS_PER_S / seconds));
        return new Measured(seconds, latencies, cores, (busyTicks() - idleBefore) / TICKS_PER_S / seconds);
    }

    /** An order whose buyer has authenticated: path and query of their return. */
    private String authenticated() throws IOException, InterruptedException {
        String body = "{\"lines\":[{\"sku\":\"ferry-ticket\",\"quantity\":1,\"unitPrice\":12000}],\"currency\":\"KRW\"}";
        String placed = send(HttpRequest.newBuilder(local(firstPort + ORIGIN_A, "/orders"))
                        .header("Host", host("api"))
                        .header("Authorization", "Bearer " + ticket())
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                .body();
        URI window = URI.create(first("\"checkoutUrl\":\"([^\"]+)\"", placed));
        HttpResponse<String> chosen = send(HttpRequest.newBuilder(local(firstPort + PG, window.getRawPath()))
                .header("Host", host("pg"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        window.getRawQuery() + "&method=card&card=4000000000000002&action=approve&otp=123456")));
        URI back = URI.create(chosen.headers().firstValue("Location").orElse(""));
        return back.getRawPath() + "?" + back.getRawQuery();
    }

    private static <T> List<T> all(int threads, int times, Callable<T> work)
            throws InterruptedException, ExecutionException {
        List<T> results = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                futures.add(pool.submit(work));
            }
            for (Future<T> future : futures) {
                results.add(future.get());
            }
        }
        return results;
    }

    private HttpResponse<String> get(int port, String host, String target) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(local(port, target)).header("Host", host(host)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI local(int port, String target) {
        return URI.create("http://127.0.0.1:" + port + target);
    }

    private String host(String name) {
        return name + ".shop.localhost:" + firstPort;
    }

    private String ticket() {
        long now = Instant.now().getEpochSecond();
        String signed = encode("{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"" + keyId + "\"}") + "."
                + encode("{\"iss\":\"naru-shop\",\"aud\":\"naru-api\",\"sub\":\"bench\",\"groups\":[\"orders\"],\"iat\":" + now
                        + ",\"exp\":" + (now + 240) + ",\"jti\":\"" + UUID.randomUUID() + "\"}");
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(ticketKey);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String first(String pattern, String text) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IOException(pattern + " is not in " + text);
        }
        return matcher.group(1);
    }

    /** CPU ticks of each watched process with its children. */
    private Map<String, Long> ticks() throws IOException {
        Map<String, Long> ticks = new TreeMap<>();
        for (String name : WATCHED) {
            String record = Files.readString(data.resolve("run").resolve(name));
            long pid = Long.parseLong(record.split(" ", -1)[0]);
            long sum = ticks(pid);
            ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
            for (ProcessHandle child : process.descendants().toList()) {
                sum += ticks(child.pid());
            }
            ticks.put(name, sum);
        }
        return ticks;
    }

    private static long ticks(long pid) {
        try {
            String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        } catch (IOException ended) {
            return 0;
        }
    }

    /** Ticks in which any core was busy: all of /proc/stat's first line but idle and iowait. */
    private static long busyTicks() throws IOException {
        String[] fields = Files.readAllLines(Path.of("/proc/stat")).getFirst().trim().split(" +", -1);
        long busy = 0;
        for (int i = 1; i <= 8 && i < fields.length; i++) {
            if (i != 4 && i != 5) {
                busy += Long.parseLong(fields[i]);
            }
        }
        return busy;
    }
}
