package dev.naru.edge.server;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes spans by OTLP/HTTP in JSON, as a collector does. */
final class OtlpReceiver implements AutoCloseable {
    /** One span; numbers as text, attributes by key. */
    record Span(JsonObject json, Map<String, String> resource, Map<String, String> attributes) {
        String text(String field) {
            return json.has(field) ? json.get(field).getAsString() : "";
        }

        long number(String field) {
            return json.get(field).getAsLong();
        }
    }

    private final HttpServer server;
    private final BlockingQueue<Span> spans = new LinkedBlockingQueue<>();
    private volatile int status = 200;
    private volatile String answer = "{}";

    OtlpReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    /** How it answers from now on. */
    OtlpReceiver answers(int withStatus, String json) {
        status = withStatus;
        answer = json;
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    /** The next span; waits ten seconds at most. */
    Span take() throws InterruptedException {
        Span span = spans.poll(10, TimeUnit.SECONDS);
        if (span == null) {
            throw new AssertionError("no span came");
        }
        return span;
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean right = "POST".equals(exchange.getRequestMethod())
                && "application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"));
        byte[] reply = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(right ? status : 400, reply.length);
        exchange.getResponseBody().write(reply);
        exchange.close();
        for (JsonElement resource :
                JsonParser.parseString(body).getAsJsonObject().getAsJsonArray("resourceSpans")) {
            Map<String, String> about = attributes(resource.getAsJsonObject().getAsJsonObject("resource"));
            for (JsonElement scope : resource.getAsJsonObject().getAsJsonArray("scopeSpans")) {
                for (JsonElement span : scope.getAsJsonObject().getAsJsonArray("spans")) {
                    spans.add(new Span(span.getAsJsonObject(), about, attributes(span.getAsJsonObject())));
                }
            }
        }
    }

    private static Map<String, String> attributes(JsonObject of) {
        Map<String, String> values = new TreeMap<>();
        for (JsonElement attribute : of.getAsJsonArray("attributes")) {
            JsonObject pair = attribute.getAsJsonObject();
            JsonObject value = pair.getAsJsonObject("value");
            values.put(
                    pair.get("key").getAsString(),
                    value.entrySet().iterator().next().getValue().getAsString());
        }
        return values;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
