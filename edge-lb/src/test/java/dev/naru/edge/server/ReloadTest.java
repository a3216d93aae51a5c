package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.admin.ReloadReport;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.upstream.ControlException;
import dev.naru.edge.upstream.Mode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration file that changes while the edge runs, through real connections. */
class ReloadTest {
    @TempDir
    Path folder;

    private final List<RecordingBackEnd> backEnds = new ArrayList<>();
    private Path file;
    private EdgeUnderTest edge;

    @BeforeEach
    void start() throws IOException {
        file = folder.resolve("edge.yaml");
        Files.writeString(folder.resolve("affinity.key"), "5a".repeat(32) + "\n");
        for (String name : List.of("a", "b", "c")) {
            backEnds.add(RecordingBackEnd.answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + name));
        }
    }

    @AfterEach
    void stop() throws IOException {
        if (edge != null) {
            edge.close();
        }
        for (RecordingBackEnd backEnd : backEnds) {
            backEnd.close();
            assertEquals(List.of(), backEnd.violations());
        }
    }

    private String server(int backEnd) {
        return "{ name: " + (char) ('a' + backEnd) + ", address: \"127.0.0.1:"
                + backEnds.get(backEnd).port() + "\" }";
    }

    private static String yaml(String listeners, String upstream, String route, String more) {
        return "listeners: [ { name: http, address: \"127.0.0.1:0\" }" + listeners + " ]\n"
                + "runtime: { eventLoops: 2, drainTimeoutMs: 1000, reloadOnChange: false }\n"
                + "accessLog: { file: access.log }\n"
                + "upstreams: [ { name: app, " + upstream + " } ]\n"
                + "sites: [ { name: main, hosts: [ a.test ], routes: [ { name: all, path: /, proxy: { upstream: app }"
                + route
                + " } ] } ]\n" + more;
    }

    private static String limits(String keys) {
        return "limits: { keepAliveRequests: 1000000" + (keys.isEmpty() ? "" : ", " + keys) + " }\n";
    }

    private String servers(int... numbers) {
        List<String> all = new ArrayList<>();
        for (int number : numbers) {
            all.add(server(number));
        }
        return "servers: [ " + String.join(", ", all) + " ]";
    }

    private void serve(String yaml) throws Exception {
        Files.writeString(file, yaml);
        edge = EdgeUnderTest.of(file);
    }

    private ReloadReport reload(String yaml) throws IOException {
        Files.writeString(file, yaml);
        return edge.server().reload("a test");
    }

    private void taken(String yaml) throws IOException {
        ReloadReport report = reload(yaml);
        assertTrue(report.taken(), report.errors().toString());
    }

    private String refused(String yaml) throws IOException {
        ReloadReport report = reload(yaml);
        assertFalse(report.taken());
        return String.join("\n", report.errors());
    }

    private String ask(RawClient client) throws IOException {
        return client.get("/").answer().text();
    }

    // ---- many of them

    @Test
    void twoHundredReloadsUnderLoadLoseNothing() throws Exception {
        List<String> variants = List.of(
                yaml("", servers(0, 1), "", limits("")),
                yaml("", servers(1, 0, 2) + ", balance: least-requests", "", limits("headBytes: 65536")),
                yaml(", { name: more, address: \"127.0.0.1:0\" }", servers(2, 1), "", limits("headers: 64")),
                yaml("", servers(0), ", affinity: { keyFile: affinity.key }", limits("")),
                yaml(
                        "",
                        "groups: [ { name: x, servers: [ " + server(1) + " ] }, { name: y, weight: 3, servers: [ "
                                + server(0) + " ] } ], capacity: { maxInFlight: 100, queue: 100 }",
                        "",
                        limits("")),
                yaml("", servers(0, 1, 2) + ", breaker: {}, outlier: {}, hold: { timeoutMs: 2000 }", "", limits(""))
                        .replace("access.log", "other.log"));
        serve(variants.getFirst());
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong answered = new AtomicLong();
        ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
        List<Thread> load = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            load.add(Thread.ofPlatform().start(() -> load(over, answered, problems)));
        }
        reloads(variants, 20, answered); // threads that are made once are there then
        int threads = Thread.activeCount();
        reloads(variants, 200, answered);
        int after = Thread.activeCount();
        over.set(true);
        for (Thread one : load) {
            one.join();
        }
        assertEquals(List.of(), List.copyOf(problems));
        assertTrue(after <= threads, after + " threads, " + threads + " before");
        assertEquals(answered.get(), edge.outcomes(Outcome.OK));
        assertTrue(edge.stats().stream().allMatch(loop -> loop.servers().size() <= 16 + 6), "counters pile up");
    }

    private void reloads(List<String> variants, int count, AtomicLong answered) throws Exception {
        for (int i = 0; i < count; i++) {
            long before = answered.get();
            taken(variants.get((i + 1) % variants.size()));
            EdgeUnderTest.await("requests between two reloads", () -> answered.get() > before + 4);
        }
    }

    private void load(AtomicBoolean over, AtomicLong answered, ConcurrentLinkedQueue<String> problems) {
        try (RawClient client = edge.connect()) {
            while (!over.get()) {
                RawClient.Answer answer = client.get("/").answer();
                if (answer.status() != 200 || answer.closes()) {
                    problems.add(answer.status() + " " + answer.fields() + answer.text());
                    return;
                }
                answered.incrementAndGet();
                if (answered.get() % 200 == 0) {
                    Thread.sleep(1);
                }
            }
        } catch (IOException | InterruptedException | AssertionError e) {
            problems.add(e.toString());
        }
    }

    // ---- what stays

    @Test
    void keepsConnectionsAndCountersOfWhatStays() throws Exception {
        serve(yaml("", servers(0), "", ""));
        try (RawClient client = edge.connect()) {
            assertEquals("a", ask(client));
            taken(yaml("", servers(0), ", maxBodyBytes: 10", ""));
            assertEquals("a", ask(client));
            assertEquals(
                    413,
                    client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 11\r\n\r\n")
                            .answer()
                            .status());
        }
        assertEquals(1, edge.servers(stats -> stats.connects()));
        assertEquals(3, edge.routes(stats -> stats.acceptedCount()));
    }

    @Test
    void closesIdleConnectionsToServersThatLeft() throws Exception {
        serve(yaml("", servers(0, 1), "", ""));
        try (RawClient client = edge.connect()) {
            ask(client);
            ask(client);
            assertEquals(2, edge.servers(stats -> stats.idleConnections()));
            taken(yaml("", servers(1), "", ""));
            EdgeUnderTest.await("one left", () -> edge.servers(stats -> stats.idleConnections()) == 1);
            assertEquals("b", ask(client));
        }
    }

    @Test
    void aRequestInFlightAtAServerThatLeftFinishes() throws Exception {
        try (HoldingBackEnd slow = new HoldingBackEnd(backEnds.get(0))) {
            serve(yaml("", servers(0), "", ""));
            try (RawClient client = edge.connect()) {
                client.get("/");
                EdgeUnderTest.await("arrived", () -> slow.arrived.get() == 1);
                taken(yaml("", servers(1), "", ""));
                slow.answer(1);
                assertEquals("ok", client.answer().text());
                assertEquals("b", ask(client));
            }
            EdgeUnderTest.await("closed", () -> edge.servers(stats -> stats.idleConnections()) == 1);
        }
    }

    @Test
    void keepsWhatRateLimitsCounted() throws Exception {
        String limits = "rateLimits: [ { name: few, key: address, requests: 2, perMs: 3600000, burst: 1 } ]\n";
        serve(yaml("", servers(0), ", access: { rateLimits: [ few ] }", limits));
        try (RawClient client = edge.connect()) {
            while (client.get("/").answer().status() == 200) {
                // until the limit is reached
            }
            taken(yaml("", servers(0, 1), ", access: { rateLimits: [ few ] }", limits));
            assertEquals(429, client.get("/").answer().status());
        }
    }

    @Test
    void keepsUsersAndTheHealthOfServers() throws Exception {
        String affinity = ", affinity: { to: server, keyFile: affinity.key }";
        String health = ", maxFails: 1, failTimeoutMs: 3600000";
        serve(yaml("", servers(0, 1) + health, affinity, ""));
        backEnds.get(1).close();
        try (RawClient client = edge.connect()) {
            RawClient.Answer first = client.get("/").answer();
            for (int i = 0; i < 4; i++) {
                assertEquals("a", ask(client));
            }
            assertFalse(edge.app().servers().get(1).state().up());
            taken(yaml("", servers(2, 1, 0) + health, affinity, ""));
            assertFalse(edge.app().servers().get(1).state().up(), "it is not forgotten that b is down");
            String cookie = first.only("Set-Cookie");
            String request = "GET / HTTP/1.1\r\nHost: a.test\r\nCookie: " + cookie.substring(0, cookie.indexOf(';'))
                    + "\r\n\r\n";
            for (int i = 0; i < 4; i++) {
                assertEquals("a", client.send(request).answer().text());
            }
        }
    }

    @Test
    void aRequestThatWaitsForItsServerIsServedByTheNextConfiguration() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String down = "servers: [ { name: down, address: \"127.0.0.1:" + port + "\" } ], hold: { timeoutMs: 10000 }";
        serve(yaml("", down, "", ""));
        try (RawClient client = edge.connect()) {
            client.get("/");
            EdgeUnderTest.await("waiting", () -> edge.waiting() == 1);
            String other = "upstreams: [ { name: first, " + servers(2) + " }, { name: app, ";
            taken(yaml("", servers(0), "", "").replace("upstreams: [ { name: app, ", other));
            assertEquals("a", client.answer().text());
        }
    }

    // ---- listeners

    @Test
    void bindsListenersThatAppearAndEndsThoseThatLeft() throws Exception {
        serve(yaml("", servers(0), "", ""));
        taken(yaml(", { name: more, address: \"127.0.0.1:0\" }", servers(0), "", ""));
        try (RawClient stays = edge.connect();
                RawClient leaves = RawClient.connect(edge.address(1))) {
            var address = edge.address(1);
            assertEquals("a", ask(leaves));
            taken(yaml("", servers(0), "", ""));
            assertTrue(leaves.get("/").answer().closes());
            assertFalse(stays.get("/").answer().closes());
            assertThrows(IOException.class, () -> RawClient.connect(address).close());
        }
    }

    @Test
    void aPortThatIsTakenChangesNothing() throws Exception {
        serve(yaml("", servers(0), "", ""));
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RawClient client = edge.connect()) {
            String listener = ", { name: more, address: \"127.0.0.1:" + other.getLocalPort() + "\" }";
            assertTrue(refused(yaml(listener, servers(1), "", "")).contains("more cannot bind"));
            assertEquals("a", ask(client));
            assertEquals(1, edge.server().listeners().size());
        }
    }

    // ---- what is refused, and what is not the file's

    @Test
    void aBadFileChangesNothingAndEveryErrorIsNamed() throws Exception {
        serve(yaml("", servers(0), "", ""));
        String errors = refused(yaml("", servers(1) + ", retries: many", ", unknown: 1", ""));
        assertTrue(errors.contains(":4:") && errors.contains("retries"), errors);
        assertTrue(errors.contains(":5:") && errors.contains("unknown"), errors);
        Files.delete(file);
        assertTrue(edge.server().reload("a test").errors().getFirst().contains("does not exist"));
        try (RawClient client = edge.connect()) {
            assertEquals("a", ask(client));
        }
    }

    @Test
    void overridesOutliveReloadsButNotWhatTheyAreOf() throws Exception {
        serve(yaml("", servers(0, 1), "", ""));
        var traffic = edge.server().traffic();
        traffic.change(all -> all.server("app", "a", its -> its.mode(Mode.MAINTENANCE)), "a test");
        taken(yaml("", servers(0, 1, 2), "", ""));
        try (RawClient client = edge.connect()) {
            assertEquals("b", ask(client));
            assertEquals("c", ask(client));
            assertTrue(refused(yaml("", servers(0), "", "")).contains("without a group"));
            assertEquals("b", ask(client));
            taken(yaml("", servers(1), "", ""));
            assertEquals(Map.of(), traffic.overrides().servers());
            taken(yaml("", servers(0), "", ""));
            assertEquals("a", ask(client), "a server that comes back is a new one");
        }
        assertThrows(
                ControlException.class,
                () -> traffic.change(all -> all.server("app", "z", its -> its.weight(2)), "a test"));
    }

    @Test
    void noticesThatTheFileChanged() throws Exception {
        String watching = yaml("", servers(0), "", "").replace("reloadOnChange: false", "reloadOnChange: true");
        serve(watching);
        Path fresh = Files.writeString(folder.resolve("edge.yaml.new"), watching.replace(servers(0), servers(1)));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        EdgeUnderTest.await("the renamed file", () -> edge.server().info().reloads() == 1);
        Files.writeString(file, watching.replace(servers(0), servers(2)));
        EdgeUnderTest.await("the written file", () -> edge.server().info().reloads() == 2);
        try (RawClient client = edge.connect()) {
            assertEquals("c", ask(client));
        }
    }
}
