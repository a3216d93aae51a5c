package dev.naru.edge.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What was changed, and what happens: the audit log, and the stream of events (Server-Sent Events). */
final class AuditResource {
    private static final long STATE_MS = 1_000;
    /** A client that takes nothing for so long is cut off: a thread would be stuck with it for ever. */
    private static final long STALL_MS = 5_000;

    private final Edge edge;
    private final RecentTraffic recent;

    AuditResource(Edge edge, RecentTraffic recent) {
        this.edge = edge;
        this.recent = recent;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of("GET", "/api/audit", this::audit), Endpoint.of("GET", "/api/events", this::events));
    }

    private Reply audit(Call call) throws Problem {
        JsonArray lines = new JsonArray();
        for (String line : edge.audit().last(call.query("limit", 100, 1, AuditLog.REMEMBERED))) {
            lines.add(lineJson(line));
        }
        JsonObject json = new JsonObject();
        json.add("audit", lines);
        return Reply.json(json);
    }

    /** A line that somebody else put into the file is told as it is. */
    private static JsonObject lineJson(String line) {
        try {
            return Json.object(line);
        } catch (Problem e) {
            JsonObject other = new JsonObject();
            other.add("line", new JsonPrimitive(line));
            return other;
        }
    }

    /** Answers by itself, until the client leaves, does not keep up, or the edge ends. */
    private @Nullable Reply events(Call call) throws Problem, IOException {
        EventHub.Listener listener = edge.events().subscribe();
        if (listener == null) {
            throw Problem.of(503, EventHub.MAX_LISTENERS + " clients watch already");
        }
        HttpExchange exchange = call.exchange();
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        try {
            exchange.sendResponseHeaders(200, 0);
            stream(listener, exchange.getResponseBody());
        } catch (IOException e) {
            return null; // the client left
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the edge ends
        } finally {
            edge.events().unsubscribe(listener);
        }
        return null;
    }

    private void stream(EventHub.Listener listener, OutputStream out) throws IOException, InterruptedException {
        long next = System.nanoTime();
        while (!listener.dropped) {
            long now = System.nanoTime();
            if (now - next >= 0) {
                send(out, "state", Json.write(StateJson.of(edge, recent)));
                next = now + TimeUnit.MILLISECONDS.toNanos(STATE_MS);
            }
            EventHub.Event event = listener.queue.poll(next - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (event != null) {
                send(out, event.type(), event.json());
            }
        }
    }

    /** An interrupt closes the connection that is being written to. */
    private static void send(OutputStream out, String type, String json) throws IOException {
        CompletableFuture<?> cut = CompletableFuture.runAsync(
                Thread.currentThread()::interrupt,
                CompletableFuture.delayedExecutor(STALL_MS, TimeUnit.MILLISECONDS, Runnable::run));
        try {
            out.write(("event: " + type + "\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } finally {
            cut.cancel(false);
        }
    }
}
