package dev.naru.edge.observe;

import com.google.gson.stream.JsonWriter;
import dev.naru.edge.http.Ascii;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * An {@code ExportTraceServiceRequest} in OTLP's JSON encoding (OTLP specification 1.5, "JSON Protobuf Encoding": ids in hex, 64-bit numbers as strings, enums as numbers), with
 * attributes by the semantic conventions for HTTP server spans (1.23 and later). Used once, by one thread.
 */
final class SpanBatch {
    private static final int KIND_SERVER = 2;
    private static final int STATUS_ERROR = 2;

    /** Methods that may stand in a span's name; others are unbounded, and clients choose them. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private final StringWriter text = new StringWriter(16 * 1024);
    private final JsonWriter json = new JsonWriter(text);
    private final long clockNanos;
    private int spans;

    /**
     * @param version of the edge
     * @param clockNanos to be added to {@link System#nanoTime} for nanoseconds since 1970
     */
    SpanBatch(String version, long clockNanos) {
        this.clockNanos = clockNanos;
        json.setHtmlSafe(false);
        write(() -> {
            json.beginObject().name("resourceSpans").beginArray().beginObject();
            json.name("resource").beginObject().name("attributes").beginArray();
            attribute("service.name", "edge-lb");
            attribute("service.namespace", "naru");
            attribute("service.version", version);
            attribute("process.pid", ProcessHandle.current().pid());
            json.endArray().endObject();
            json.name("scopeSpans").beginArray().beginObject();
            json.name("scope").beginObject().name("name").value("dev.naru.edge").endObject();
            json.name("spans").beginArray();
        });
    }

    int spans() {
        return spans;
    }

    /** Characters so far. */
    int length() {
        return text.getBuffer().length();
    }

    void add(SpanRecord record) {
        spans++;
        write(() -> span(record));
    }

    /** The whole request; nothing can be added after it. */
    byte[] end() {
        write(() -> {
            json.endArray().endObject().endArray();
            json.endObject().endArray().endObject();
        });
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void span(SpanRecord r) throws IOException {
        Ended ended = r.ended;
        RequestRecord request = r.request;
        String method = Ascii.string(request.bytes, 0, request.methodEnd);
        boolean known = METHODS.contains(method);
        HexFormat hex = HexFormat.of();
        json.beginObject();
        json.name("traceId").value(hex.toHexDigits(r.traceHigh) + hex.toHexDigits(r.traceLow));
        json.name("spanId").value(hex.toHexDigits(r.span));
        if (r.parent != 0) {
            json.name("parentSpanId").value(hex.toHexDigits(r.parent));
        }
        json.name("name").value((known ? method : "HTTP") + " " + ended.route);
        json.name("kind").value(KIND_SERVER);
        json.name("startTimeUnixNano").value(Long.toString(clockNanos + r.endNanos - ended.nanos));
        json.name("endTimeUnixNano").value(Long.toString(clockNanos + r.endNanos));
        json.name("attributes").beginArray();
        attribute("http.request.method", known ? method : "_OTHER");
        if (!known) {
            attribute("http.request.method_original", method);
        }
        attribute("url.path", path(Ascii.string(request.bytes, request.methodEnd, request.targetEnd)));
        attribute("url.scheme", r.https ? "https" : "http");
        server(Ascii.string(request.bytes, request.targetEnd, request.hostEnd));
        attribute("client.address", Ascii.string(ended.peer, 0, ended.peer.length));
        if (request.agentEnd > request.refererEnd) {
            attribute("user_agent.original", Ascii.string(request.bytes, request.refererEnd, request.agentEnd));
        }
        if (ended.status != 0) {
            attribute("http.response.status_code", ended.status);
        }
        attribute("http.request.body.size", ended.bytesIn);
        attribute("http.response.body.size", ended.bytesOut);
        boolean failed = ended.status >= 500 || ended.outcome.end() == Outcome.End.BROKEN;
        if (failed) {
            boolean answered = ended.outcome == Outcome.OK;
            attribute("error.type", answered ? Integer.toString(ended.status) : ended.outcome.code);
        }
        attribute("naru.request.id", hex.toHexDigits(ended.idHigh) + hex.toHexDigits(ended.idLow));
        attribute("naru.edge.route", ended.route);
        attribute("naru.edge.outcome", ended.outcome.code);
        attribute("naru.edge.attempts", ended.attempts);
        if (!r.upstream.isEmpty()) {
            attribute("naru.edge.upstream", r.upstream);
        }
        if (!ended.server.equals("-")) {
            attribute("naru.edge.server", ended.server);
        }
        if (ended.serverNanos >= 0) {
            attribute("naru.edge.first_byte_us", TimeUnit.NANOSECONDS.toMicros(ended.serverNanos));
        }
        json.endArray();
        if (failed) {
            json.name("status").beginObject().name("code").value(STATUS_ERROR);
            json.name("message").value(ended.outcome.code).endObject();
        }
        json.endObject();
    }

    /** The path of a target: without its query, which may hold what is nobody else's business, and without scheme and host of the absolute form. */
    static String path(String target) {
        int from = 0;
        int scheme = target.indexOf("://");
        if (!target.startsWith("/") && scheme >= 0) {
            from = target.indexOf('/', scheme + 3);
            if (from < 0) {
                return "/";
            }
        }
        int query = target.indexOf('?', from);
        return target.substring(from, query < 0 ? target.length() : query);
    }

    private void server(String authority) throws IOException {
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']') && colon + 1 < authority.length();
        String host = colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
        if (!host.isEmpty()) {
            attribute("server.address", host);
        }
        if (hasPort) {
            attribute("server.port", Long.parseLong(authority.substring(colon + 1)));
        }
    }

    private void attribute(String key, String value) throws IOException {
        json.beginObject().name("key").value(key).name("value").beginObject();
        json.name("stringValue").value(value).endObject().endObject();
    }

    private void attribute(String key, long value) throws IOException {
        json.beginObject().name("key").value(key).name("value").beginObject();
        json.name("intValue").value(Long.toString(value)).endObject().endObject();
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException("text in memory", e); // a StringWriter has nothing to fail at
        }
    }
}
