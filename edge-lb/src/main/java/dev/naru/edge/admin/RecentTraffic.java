package dev.naru.edge.admin;

import com.google.gson.JsonObject;
import dev.naru.edge.observe.Traffic;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What servers and groups did within the last seconds. It looks only when somebody asks for the state, so it costs nothing when nobody does; the first who asks gets no window
 * yet. Thread-safe.
 */
final class RecentTraffic {
    private static final long SPAN_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** Looks that are closer together than this count as one. */
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

    private final ArrayDeque<Look> looks = new ArrayDeque<>();

    private record Look(long nanos, Map<String, Traffic> traffic) {}

    /** Of one state: what it reads is kept for the windows of the next ones. */
    final class Window {
        private final long now;
        private final @Nullable Look earlier;
        private final Map<String, Traffic> traffic = new HashMap<>();

        private Window(long now, @Nullable Look earlier) {
            this.now = now;
            this.earlier = earlier;
        }

        /** What came since the window began; null when there is none of this name. */
        @Nullable
        JsonObject of(String name, Traffic reading) {
            traffic.put(name, reading);
            Traffic before = earlier == null ? null : earlier.traffic.get(name);
            if (earlier == null || before == null) {
                return null;
            }
            Traffic came = reading.since(before);
            JsonObject json = new JsonObject();
            json.addProperty("seconds", (now - earlier.nanos) / 1e9);
            json.addProperty("requests", came.requests());
            json.addProperty("errors4xx", came.errors4xx());
            json.addProperty("errors5xx", came.errors5xx());
            json.addProperty("p50Ms", came.firstByte().quantileMs(0.5));
            json.addProperty("p95Ms", came.firstByte().quantileMs(0.95));
            json.addProperty("p99Ms", came.firstByte().quantileMs(0.99));
            return json;
        }

        /** Keeps what was read. */
        void close() {
            keep(new Look(now, Map.copyOf(traffic)));
        }
    }

    /** @param now on the clock of {@link System#nanoTime} */
    synchronized Window window(long now) {
        while (!looks.isEmpty() && now - looks.peekFirst().nanos > SPAN_NANOS + STEP_NANOS) {
            looks.removeFirst();
        }
        return new Window(now, looks.peekFirst());
    }

    private synchronized void keep(Look look) {
        if (looks.isEmpty() || look.nanos - looks.peekLast().nanos >= STEP_NANOS) {
            looks.addLast(look);
        }
    }
}
