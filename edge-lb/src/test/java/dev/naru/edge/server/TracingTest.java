package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.LoopStats;
import dev.naru.edge.observe.MetricsFormat;
import dev.naru.edge.observe.Outcome;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a sampled request: the span that a receiver gets, and the parent that a server gets to know. */
class TracingTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    private RecordingBackEnd backEnd;
    private OtlpReceiver receiver;

    @BeforeEach
    void start() throws Exception {
        backEnd = new RecordingBackEnd();
        receiver = new OtlpReceiver();
    }

    @AfterEach
    void stop() throws Exception {
        receiver.close();
        backEnd.close();
    }

    private static String tracing(String endpoint, int perMille, String keys) {
        return "tracing: { endpoint: \"" + endpoint + "\", samplePerMille: " + perMille + keys + " }";
    }

    private EdgeUnderTest edge(int perMille) throws Exception {
        return EdgeUnderTest.edge()
                .to(backEnd)
                .more(tracing(receiver.url(), perMille, ""))
                .start();
    }

    /** What the server gets to see of a request that has this traceparent; none when it is empty. */
    private String forwarded(EdgeUnderTest edge, String path, String traceparent) throws Exception {
        try (RawClient client = edge.connect()) {
            String line = traceparent.isEmpty() ? "" : "traceparent: " + traceparent + "\r\n";
            client.send("GET " + path + " HTTP/1.1\r\nHost: a.test\r\nUser-Agent: t\"1\r\n" + line + "\r\n");
            assertEquals(200, client.answer().status());
        }
        return backEnd.take().only("traceparent");
    }

    private static long spans(EdgeUnderTest edge, String result) {
        Matcher line = Pattern.compile("edge_spans_total\\{result=\"" + result + "\"} ([0-9]+)")
                .matcher(edge.server().metrics(MetricsFormat.TEXT));
        assertTrue(line.find(), result);
        return Long.parseLong(line.group(1));
    }

    @Test
    void theEdgeStandsBetweenItsCallersSpanAndThoseOfTheServer() throws Exception {
        Instant before = Instant.now();
        try (EdgeUnderTest edge = edge(0)) {
            String forwarded = forwarded(edge, "/orders/7?secret=x", "00-" + TRACE + "-" + PARENT + "-01");
            OtlpReceiver.Span span = receiver.take();
            assertEquals(TRACE, span.text("traceId"));
            assertEquals(PARENT, span.text("parentSpanId"));
            assertNotEquals(PARENT, span.text("spanId"));
            assertEquals("00-" + TRACE + "-" + span.text("spanId") + "-01", forwarded);
            assertEquals("GET main/all", span.text("name"));
            assertEquals(2, span.number("kind"), "server");
            assertEquals("edge-lb", span.resource().get("service.name"));
            var attributes = span.attributes();
            assertEquals("GET", attributes.get("http.request.method"));
            assertEquals("/orders/7", attributes.get("url.path"));
            assertEquals("http", attributes.get("url.scheme"));
            assertEquals("a.test", attributes.get("server.address"));
            assertEquals("127.0.0.1", attributes.get("client.address"));
            assertEquals("t\"1", attributes.get("user_agent.original"));
            assertEquals("200", attributes.get("http.response.status_code"));
            assertEquals("main/all", attributes.get("naru.edge.route"));
            assertEquals("app", attributes.get("naru.edge.upstream"));
            assertEquals("127.0.0.1:" + backEnd.port(), attributes.get("naru.edge.server"));
            assertEquals("ok", attributes.get("naru.edge.outcome"));
            assertEquals("1", attributes.get("naru.edge.attempts"));
            assertFalse(span.json().toString().contains("secret"), "queries stay here");
            assertFalse(span.json().has("status"), "nothing failed");
            long started = span.number("startTimeUnixNano");
            long ended = span.number("endTimeUnixNano");
            assertTrue(started <= ended);
            // The two clocks of the JDK may differ by what one of them is stepped meanwhile; a millisecond is no fault.
            assertTrue(started >= before.toEpochMilli() * 1_000_000 - 1_000_000, "after the test began");
            assertTrue(ended <= Instant.now().toEpochMilli() * 1_000_000 + 2_000_000, "in the past");
            EdgeUnderTest.await("the count", () -> spans(edge, "sent") == 1);
        }
    }

    @Test
    void aTraceThatBeginsHereHasTheIdOfItsRequest() throws Exception {
        try (EdgeUnderTest edge = edge(1000)) {
            String forwarded = forwarded(edge, "/", "");
            OtlpReceiver.Span span = receiver.take();
            assertEquals("", span.text("parentSpanId"));
            assertEquals("00-" + span.text("traceId") + "-" + span.text("spanId") + "-01", forwarded);
            assertEquals(span.text("traceId"), span.attributes().get("naru.request.id"));
        }
    }

    @Test
    void whatIsNotSampledLeavesNoSpanAndSaysSo() throws Exception {
        try (EdgeUnderTest edge = edge(1000)) {
            String others = "00-" + TRACE + "-" + PARENT + "-00";
            assertEquals(others, forwarded(edge, "/", others), "its caller has decided");
            forwarded(edge, "/seen", "");
            assertEquals("/seen", receiver.take().attributes().get("url.path"));
        }
        try (EdgeUnderTest edge = edge(0)) {
            assertTrue(forwarded(edge, "/", "").endsWith("-00"));
            forwarded(edge, "/asked-for", "00-" + TRACE + "-" + PARENT + "-01");
            assertEquals("/asked-for", receiver.take().attributes().get("url.path"));
        }
    }

    @Test
    void halfOfTheTracesAreSampledWhenThatIsAsked() throws Exception {
        int sampled = 0;
        try (EdgeUnderTest edge = edge(500);
                RawClient client = edge.connect()) {
            for (int i = 0; i < 400; i++) {
                client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
                assertEquals(200, client.answer().status());
                sampled += backEnd.take().only("traceparent").endsWith("-01") ? 1 : 0;
            }
        }
        // Binomial, 400 times 1/2: seven standard deviations are 70.
        assertTrue(sampled > 130 && sampled < 270, sampled + " of 400");
    }

    @Test
    void aRequestThatFailsIsASpanThatSaysWhy() throws Exception {
        int dead;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            dead = closed.getLocalPort();
        }
        try (EdgeUnderTest edge = EdgeUnderTest.edge()
                        .servers(EdgeUnderTest.server(dead, ""))
                        .more(tracing(receiver.url(), 1000, ""))
                        .start();
                RawClient client = edge.connect()) {
            client.send("BREW http://a.test:80/pot HTTP/1.1\r\nHost: a.test:80\r\n\r\n");
            assertEquals(502, client.answer().status());
            OtlpReceiver.Span span = receiver.take();
            assertEquals("HTTP main/all", span.text("name"), "clients must not choose names");
            assertEquals("_OTHER", span.attributes().get("http.request.method"));
            assertEquals("BREW", span.attributes().get("http.request.method_original"));
            assertEquals("/pot", span.attributes().get("url.path"));
            assertEquals("80", span.attributes().get("server.port"));
            assertEquals(Outcome.CONNECT_FAILED.code, span.attributes().get("error.type"));
            assertEquals(2, span.json().getAsJsonObject("status").get("code").getAsInt());
        }
    }

    @Test
    void aDeadReceiverLosesSpansOnly() throws Exception {
        String url = receiver.url();
        receiver.close();
        int requests = 100;
        try (EdgeUnderTest edge = EdgeUnderTest.edge()
                        .to(backEnd)
                        .more(tracing(url, 1000, ", queue: 16"))
                        .start();
                RawClient client = edge.connect()) {
            for (int i = 0; i < requests; i++) {
                client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
                assertEquals(200, client.answer().status());
            }
            EdgeUnderTest.await("its first spans lost", () -> spans(edge, "lost") > 0);
            assertEquals(requests, edge.outcomes(Outcome.OK));
            assertEquals(0, spans(edge, "sent"));
            assertTrue(edge.stats().stream().mapToLong(LoopStats::spansDropped).sum() > 0, "the queue has 16 places");
            edge.stop();
            assertEquals(requests, spans(edge, "lost") + spans(edge, "dropped"), "none is unaccounted for");
        }
    }

    @Test
    void whatTheReceiverRefusesIsCounted() throws Exception {
        receiver.answers(200, "{\"partialSuccess\":{\"rejectedSpans\":\"1\",\"errorMessage\":\"no\"}}");
        try (EdgeUnderTest edge = edge(1000)) {
            forwarded(edge, "/", "");
            EdgeUnderTest.await("a refusal", () -> spans(edge, "refused") == 1);
            receiver.answers(503, "");
            forwarded(edge, "/", "");
            EdgeUnderTest.await("a loss", () -> spans(edge, "lost") == 1);
            assertEquals(0, spans(edge, "sent"));
        }
    }

    @Test
    void aReloadTurnsItOnAndOff(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("edge.yaml");
        String yaml = "listeners: [ { name: http, address: \"127.0.0.1:0\" } ]\n"
                + "runtime: { eventLoops: 1, reloadOnChange: false }\naccessLog: { enabled: false }\n"
                + "upstreams: [ { name: app, servers: [ " + EdgeUnderTest.server(backEnd.port(), "") + " ] } ]\n"
                + "sites: [ { name: main, hosts: [ a.test ], routes: [ { name: all, path: /, proxy: { upstream: app } }"
                + " ] } ]\n";
        Files.writeString(file, yaml);
        String parent = "00-" + TRACE + "-" + PARENT + "-01";
        try (EdgeUnderTest edge = EdgeUnderTest.of(file)) {
            assertEquals(parent, forwarded(edge, "/before", parent));
            Files.writeString(file, yaml + tracing(receiver.url(), 0, "") + "\n");
            edge.server().reload("the test");
            assertNotEquals(parent, forwarded(edge, "/on", parent));
            Files.writeString(file, yaml);
            edge.server().reload("the test");
            assertEquals("/on", receiver.take().attributes().get("url.path"), "sent before its exporter went");
            assertEquals(parent, forwarded(edge, "/after", parent));
        }
    }
}
