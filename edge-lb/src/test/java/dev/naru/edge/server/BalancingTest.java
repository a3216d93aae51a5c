package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The policies through real connections. */
class BalancingTest {
    private RecordingBackEnd a;
    private RecordingBackEnd b;
    private RecordingBackEnd c;
    private EdgeUnderTest edge;
    private final CountDownLatch gate = new CountDownLatch(1);

    @BeforeEach
    void start() throws IOException {
        a = named("a");
        b = named("b");
        c = named("c");
    }

    /** Answers with its name; a request for /held waits for the gate. */
    private RecordingBackEnd named(String name) throws IOException {
        return new RecordingBackEnd().script((request, connection) -> {
            try {
                if (request.target().startsWith("/held") && !gate.await(10, TimeUnit.SECONDS)) {
                    throw new IOException("the gate stayed closed");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + name);
        });
    }

    @AfterEach
    void stop() throws IOException {
        gate.countDown();
        edge.close();
        for (RecordingBackEnd backEnd : List.of(a, b, c)) {
            backEnd.close();
            assertEquals(List.of(), backEnd.violations());
        }
    }

    private EdgeUnderTest.Builder with(String upstream) {
        return EdgeUnderTest.edge()
                .upstream(upstream)
                .to(a, b, c)
                .runtime("eventLoops: 1, drainTimeoutMs: 1000") // each loop takes turns by itself
                .limits("keepAliveRequests: 100000");
    }

    private String get(String path, String fields) throws IOException {
        try (RawClient client = edge.connect()) {
            return client.send("GET " + path + " HTTP/1.1\r\nHost: a.test\r\n" + fields + "\r\n")
                    .answer()
                    .text();
        }
    }

    private Map<String, Integer> count(int requests, String path) throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < requests; i++) {
            counts.merge(get(path, ""), 1, Integer::sum);
        }
        return counts;
    }

    /** Holds requests open, each on a connection of its own. */
    private List<RawClient> held(int count, String path) throws Exception {
        int before = a.waiting() + b.waiting() + c.waiting();
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(edge.connect().get(path));
            int arrived = before + i + 1;
            EdgeUnderTest.await("a held request", () -> a.waiting() + b.waiting() + c.waiting() == arrived);
        }
        return clients;
    }

    private static void closeAll(List<RawClient> clients) throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
    }

    @Test
    void leastRequestsCountsOverAllLoops() throws Exception {
        edge = with("balance: least-requests")
                .runtime("eventLoops: 2, drainTimeoutMs: 1000")
                .start();
        List<RawClient> clients = held(30, "/held");
        assertEquals(List.of(10, 10, 10), List.of(a.waiting(), b.waiting(), c.waiting()), "whatever loop they are on");
        gate.countDown();
        for (RawClient client : clients) {
            assertEquals(200, client.answer().status());
        }
        closeAll(clients);
    }

    /** Were one of these endings not counted, its server would look busy for ever and get no more. */
    @Test
    void everyEndingOfARequestIsCounted() throws Exception {
        edge = with("balance: least-requests, retries: 1, maxFails: 0").start();
        for (RawClient client : held(7, "/held")) {
            client.reset(); // clients leave while they wait
        }
        EdgeUnderTest.await("their ends", () -> edge.servers(server -> server.inFlight()) == 0);
        a.script((request, connection) -> connection.close()); // a fails, each request is tried again elsewhere
        for (int i = 0; i < 9; i++) {
            assertNotEquals("", get("/", ""));
        }
        try (RawClient client = edge.connect()) { // an answer that breaks off
            b.script((request, connection) -> connection
                    .send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx")
                    .close());
            for (int i = 0; i < 3; i++) {
                get("/", "");
            }
            client.get("/own").answer();
        }
        a.script((request, connection) -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"));
        b.script((request, connection) -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb"));
        count(12, "/"); // round robin remembers failures for some rounds
        Map<String, Integer> counts = count(30, "/");
        assertTrue(counts.size() == 3 && counts.values().stream().allMatch(count -> count >= 8), counts.toString());
    }

    @Test
    void leastLatencyLeavesASlowServerAlone() throws Exception {
        a.script((request, connection) -> {
            try {
                Thread.sleep(100); // what a slow server does; the others answer at once
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na");
        });
        edge = with("balance: least-latency").start();
        Map<String, Integer> counts = count(90, "/");
        assertTrue(counts.getOrDefault("a", 0) < 15, counts.toString());
    }

    @Test
    void hashByHeaderCookieQueryAndUriFindTheirKey() throws Exception {
        for (String by : List.of("header, name: X-Key", "cookie, name: key", "query, name: key", "uri", "address")) {
            if (edge != null) {
                edge.close();
            }
            edge = with("balance: hash, hash: { by: " + by + " }").start();
            Map<String, Integer> counts = new HashMap<>();
            for (int key = 0; key < 60; key++) {
                String path = by.startsWith("query")
                        ? "/p?x=" + key + "&key=k" + key
                        : by.equals("uri") ? "/p/" + key + "?q=1" : "/p";
                String other = by.equals("uri") ? path : path.replace("x=", "y=");
                String fields = by.startsWith("header")
                        ? "X-Key: k" + key + "\r\n"
                        : by.startsWith("cookie") ? "Cookie: a=" + key + "; key=k" + key + "\r\n" : "";
                String server = get(path, fields);
                assertEquals(server, get(other, fields), by);
                counts.merge(server, 1, Integer::sum);
            }
            if (by.equals("address")) {
                assertEquals(1, counts.size(), "all from one address");
            } else {
                assertEquals(3, counts.size(), by + " " + counts);
            }
            if (by.contains("name")) {
                assertEquals(Map.of("a", 4, "b", 4, "c", 4), count(12, "/p"), "without a key in turn, " + by);
            }
        }
    }

    @Test
    void ipHashSeesTheClientBehindATrustedProxyAndNobodyElse() throws Exception {
        edge = with("balance: ip-hash").more("trustedProxies: [ 127.0.0.1 ]").start();
        Map<String, Integer> counts = new HashMap<>();
        for (int network = 1; network <= 60; network++) {
            String forwarded = "X-Forwarded-For: 203.0.113.7, 198.51." + network + ".1\r\n";
            String name = get("/", forwarded);
            assertEquals(
                    name,
                    get("/", forwarded.replace(".1\r", ".99\r").replace("203.0", "192.0")),
                    "one network, one server");
            counts.merge(name, 1, Integer::sum);
        }
        assertEquals(3, counts.size(), "all behind one proxy: " + counts);
    }

    @Test
    void ipHashDoesNotBelieveAStranger() throws Exception {
        edge = with("balance: ip-hash").start();
        String name = get("/", "");
        for (int network = 1; network <= 20; network++) {
            assertEquals(name, get("/", "X-Forwarded-For: 198.51." + network + ".1\r\n"));
        }
    }

    @Test
    void aKeyMovesWhileItsServerIsDown() throws Exception {
        edge = with("balance: hash, hash: { by: uri }").start();
        String path = "/";
        for (int i = 0; !get(path, "").equals("a"); i++) {
            path = "/" + i;
        }
        a.close();
        String standIn = get(path, "");
        assertTrue(List.of("b", "c").contains(standIn));
        for (int i = 0; i < 5; i++) {
            assertEquals(standIn, get(path, ""));
        }
    }

    @Test
    void boundedLoadSendsTheRestToTheNextInLine() throws Exception {
        edge = with("balance: hash, hash: { by: uri, maxLoadPercent: 120 }").start();
        List<RawClient> clients = held(30, "/held/hot");
        List<Integer> loads = List.of(a.waiting(), b.waiting(), c.waiting());
        // ceil(ceil(30 * 1.2) / 3) = 12
        assertEquals(30, loads.stream().mapToInt(Integer::intValue).sum());
        assertTrue(loads.stream().allMatch(load -> load <= 12), loads.toString());
        gate.countDown();
        for (RawClient client : clients) {
            assertEquals(200, client.answer().status());
        }
        closeAll(clients);
    }
}
