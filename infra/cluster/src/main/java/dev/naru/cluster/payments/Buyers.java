package dev.naru.cluster.payments;

import dev.naru.cluster.LaunchException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** So many browsers at once, each of which comes back from the gateway, sees the answer and takes the next order. */
final class Buyers implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("paymentKey=([^&]+)");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Prepared prepared;
    private final URI origin;
    private final String[] keys;
    private final AtomicInteger next = new AtomicInteger(1);

    /** @param paid how many were answered as paid, and their percentiles; 0 when there is none */
    record Result(int paid, double p50Ms, double p99Ms, double longestMs, double seconds, Map<String, Long> answers) {

        static Result of(long[] sortedNs, double seconds, Map<String, Long> answers) {
            return new Result(
                    sortedNs.length, ms(sortedNs, 0.5), ms(sortedNs, 0.99), ms(sortedNs, 1), seconds, answers);
        }

        double rate() {
            return paid / seconds;
        }

        private static double ms(long[] sortedNs, double p) {
            return sortedNs.length == 0 ? 0 : sortedNs[(int) Math.ceil(p * sortedNs.length) - 1] / 1e6;
        }
    }

    Buyers(Prepared prepared, URI origin, int orders) {
        this.prepared = prepared;
        this.origin = origin;
        this.keys = new String[orders + 1];
        for (int n = 1; n <= orders; n++) {
            keys[n] = "bench-" + n;
        }
    }

    /** Lets each buyer authenticate in pg-sim's window, as a script does. */
    void authenticate(URI pg, String apiUrl, int atOnce) throws InterruptedException {
        AtomicInteger at = new AtomicInteger(1);
        run(atOnce, () -> {
            for (int n = at.getAndIncrement(); n < keys.length; n = at.getAndIncrement()) {
                keys[n] = authenticated(pg, apiUrl, n);
            }
        });
    }

    private String authenticated(URI pg, String apiUrl, int n) throws IOException, InterruptedException {
        String back = apiUrl + "/pg/return/toss/" + Prepared.orderNo(n) + "?state=" + prepared.state(n);
        String form = "clientKey=bench&orderId=" + Prepared.pgOrderId(n) + "&orderName=bench&amount=" + Prepared.AMOUNT
                + "&successUrl=" + URLEncoder.encode(back, StandardCharsets.UTF_8) + "&failUrl="
                + URLEncoder.encode(back, StandardCharsets.UTF_8)
                + "&method=card&card=4000000000000002&action=approve&otp=123456";
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(pg.resolve("/toss/pay"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .timeout(PATIENCE)
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
        Matcher key = KEY.matcher(answer.headers().firstValue("Location").orElse(""));
        if (!key.find()) {
            throw new LaunchException("pg-sim's window answered " + answer.statusCode() + ": " + answer.body());
        }
        return key.group(1);
    }

    /** Comes back with the next orders, at most {@code most} of them and for at most {@code limit}. */
    Result comeBack(int atOnce, int most, Duration limit) throws InterruptedException {
        int last = Math.min(next.get() + most, keys.length);
        long[] latencies = new long[most];
        AtomicInteger paid = new AtomicInteger();
        Map<String, LongAdder> answers = new ConcurrentHashMap<>();
        long start = System.nanoTime();
        long end = start + limit.toNanos();
        run(atOnce, () -> {
            while (System.nanoTime() < end) {
                int n = next.getAndIncrement();
                if (n >= last) {
                    next.set(last);
                    return;
                }
                long from = System.nanoTime();
                String answer = returned(n);
                answers.computeIfAbsent(answer, k -> new LongAdder()).increment();
                if (answer.equals("303 paid")) {
                    latencies[paid.getAndIncrement()] = System.nanoTime() - from;
                }
            }
        });
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] sorted = Arrays.copyOf(latencies, paid.get());
        Arrays.sort(sorted);
        Map<String, Long> counted = new TreeMap<>();
        answers.forEach((answer, count) -> counted.put(answer, count.sum()));
        return Result.of(sorted, seconds, counted);
    }

    private String returned(int n) throws InterruptedException {
        try {
            HttpResponse<Void> answer = client.send(
                    HttpRequest.newBuilder(origin.resolve(prepared.returnTo(n, keys[n])))
                            .timeout(PATIENCE)
                            .build(),
                    BodyHandlers.discarding());
            String where = answer.headers().firstValue("Location").orElse("");
            return answer.statusCode() + " " + where.substring(where.indexOf('=') + 1);
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void run(int atOnce, Work work) throws InterruptedException {
        Callable<Boolean> buyer = () -> {
            work.run();
            return true;
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> done : threads.invokeAll(Collections.nCopies(atOnce, buyer))) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new LaunchException("a buyer gave up: " + e.getCause(), e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
