package dev.naru.cluster.endtoend;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** One trace through the whole shop, from a buyer's browser to the gateway. A cluster of its own, since it needs to know the receiver when it starts. */
@DisabledIfSystemProperty(named = "naru.compose", matches = ".+", disabledReason = "containers have no receiver")
@Tag("local")
final class TraceIT {
    private static final List<String> SERVICES = List.of("edge-lb", "shop-app", "origin-api", "pg-sim");

    /** What was posted, as it came: octets as characters. The edge writes JSON, the services protobuf, and both hold names as they are. */
    private final List<String> posted = new CopyOnWriteArrayList<>();

    private HttpServer receiver() throws IOException {
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/v1/traces", exchange -> {
            posted.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        return receiver;
    }

    /** Who has made spans of a trace. */
    private Set<String> seen(String trace) {
        String binary = new String(HexFormat.of().parseHex(trace), StandardCharsets.ISO_8859_1);
        return posted.stream()
                .filter(batch -> batch.contains(trace) || batch.contains(binary))
                .flatMap(batch -> SERVICES.stream().filter(batch::contains))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void aCheckoutIsOneTraceFromTheEdgeToTheGateway() throws Exception {
        HttpServer receiver = receiver();
        URI url = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort());
        try (LocalCluster cluster = new LocalCluster(url)) {
            HexFormat hex = HexFormat.of();
            String trace = hex.toHexDigits(ThreadLocalRandom.current().nextLong() | 1)
                    + hex.toHexDigits(ThreadLocalRandom.current().nextLong());
            String other = "0" + trace.substring(1, 31) + "0";
            Buyer hana = Buyer.login(cluster, "hana", traceparent(trace, "01"));
            hana.put("ferry-ticket", 1).then().statusCode(303);
            URI back = hana.approve(hana.checkout());
            RequestSpecification visit = Http.host(cluster, back).header("traceparent", traceparent(trace, "01"));
            visit.get(Http.target(back)).then().statusCode(303).header("Location", endsWith("?result=paid"));
            Buyer.login(cluster, "minsu", traceparent(other, "00"));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertEquals(new TreeSet<>(SERVICES), seen(trace)));
            assertEquals(Set.of(), seen(other), "its caller said that nobody looks");
        } finally {
            receiver.stop(0);
        }
    }

    private static String traceparent(String trace, String flags) {
        return "00-" + trace + "-00f067aa0ba902b7-" + flags;
    }
}
