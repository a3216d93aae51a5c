package dev.naru.edge.observe;

import dev.naru.edge.config.TracingConfig;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that sends spans, by OTLP/HTTP in JSON. It polls the rings, so no event loop ever wakes or waits for it. A batch that is not answered in time is lost and
 * counted, and the next one is sent after a pause that doubles each time; meanwhile the rings fill up and drop.
 */
public final class SpanExporter implements AutoCloseable {
    private static final long POLL_NANOS = 100_000_000;
    /** How long a span waits for others to go with. */
    private static final long GATHER_NANOS = 1_000_000_000;

    private static final int MAX_SPANS = 512;
    private static final int MAX_CHARACTERS = 1 << 20;
    private static final long FIRST_PAUSE_NANOS = 1_000_000_000;
    private static final long LONGEST_PAUSE_NANOS = 30_000_000_000L;
    private static final long CLOSE_WAIT_MS = 2_000;
    private static final int MAX_ANSWER = 64 * 1024;
    private static final Pattern REJECTED = Pattern.compile("\"rejectedSpans\"\\s*:\\s*\"?([0-9]{1,18})");

    private final TracingConfig config;
    private final String version;
    private final SpanStats stats;
    private final List<SpanRing> rings = new CopyOnWriteArrayList<>();
    private final HttpClient client;
    private final Thread thread;
    private long sentNanos = System.nanoTime();
    private long pauseNanos;
    private long pausedUntil;
    private volatile boolean closing;

    /**
     * @param version of the edge
     * @param stats what it counts to
     */
    public SpanExporter(TracingConfig config, String version, SpanStats stats) {
        this.config = config;
        this.version = version;
        this.stats = stats;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofMillis(config.timeoutMs()))
                .build();
        thread = Thread.ofPlatform().name("spans").daemon().start(this::run);
    }

    /** For one event loop. */
    public Tracer newTracer(LoopStats loop) {
        SpanRing ring = new SpanRing(config.queue());
        rings.add(ring);
        return new Tracer(ring, loop, config.samplePerMille());
    }

    private void run() {
        while (true) {
            boolean last = closing;
            try {
                long now = System.nanoTime();
                boolean due = last
                        || now - sentNanos >= GATHER_NANOS
                        || rings.stream().anyMatch(SpanRing::halfFull);
                if (due && (last || pauseNanos == 0 || now - pausedUntil >= 0)) {
                    sentNanos = now;
                    sendAll();
                }
            } catch (RuntimeException e) {
                EventLog.say("tracing: a fault of the edge itself: " + e);
                pause();
            }
            if (last) {
                return;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private void sendAll() {
        for (SpanBatch batch = gather(); batch != null; batch = gather()) {
            int spans = batch.spans();
            String trouble = send(batch);
            if (trouble != null) {
                stats.lost.add(spans);
                if (pauseNanos == 0) {
                    EventLog.say("tracing: spans are lost, " + config.endpoint() + " takes none: " + trouble);
                }
                pause();
                return;
            }
            if (pauseNanos != 0) {
                pauseNanos = 0;
                EventLog.say("tracing: " + config.endpoint() + " takes spans again");
            }
        }
    }

    private void pause() {
        pauseNanos = pauseNanos == 0 ? FIRST_PAUSE_NANOS : Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        pausedUntil = System.nanoTime() + pauseNanos;
    }

    private @Nullable SpanBatch gather() {
        SpanBatch batch = null;
        for (SpanRing ring : rings) {
            for (SpanRecord record = ring.peek(); record != null; record = ring.peek()) {
                if (batch == null) {
                    batch = new SpanBatch(version, clockNanos());
                }
                batch.add(record);
                ring.remove();
                if (batch.spans() >= MAX_SPANS || batch.length() >= MAX_CHARACTERS) {
                    return batch;
                }
            }
        }
        return batch;
    }

    /** From {@link System#nanoTime} to the clock, as it is now: spans are seconds old, and no loop has to look at two clocks. */
    private static long clockNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - System.nanoTime();
    }

    /** Null when the receiver has taken the batch, or has said itself which spans it refused; else what went wrong. */
    private @Nullable String send(SpanBatch batch) {
        HttpRequest request = HttpRequest.newBuilder(config.endpoint())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(batch.end()))
                .build();
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), MAX_ANSWER));
        try {
            HttpResponse<String> taken = answer.get(config.timeoutMs(), TimeUnit.MILLISECONDS);
            if (taken.statusCode() / 100 != 2) {
                return "status " + taken.statusCode();
            }
            count(batch.spans(), taken.body());
            return null;
        } catch (TimeoutException e) {
            answer.cancel(true);
            return "no answer within " + config.timeoutMs() + " ms";
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** OTLP, "Partial Success": a receiver may take a part, and is not to be sent the rest again. */
    private void count(int spans, String answer) {
        Matcher rejected = REJECTED.matcher(answer);
        long refused = rejected.find() ? Math.min(spans, Long.parseLong(rejected.group(1))) : 0;
        if (refused > 0) {
            EventLog.say(
                    "tracing: " + config.endpoint() + " refused " + refused + " of " + spans + " spans: " + answer);
        }
        stats.refused.add(refused);
        stats.sent.add(spans - refused);
    }

    /** Sends what was published, if the receiver answers, and stops. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_WAIT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.shutdownNow();
    }
}
