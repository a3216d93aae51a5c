package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.Outcome;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.ServerState;
import dev.naru.edge.upstream.ServerState.Bar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that fall ill, recover and start, through real connections. */
class HealthTest {
    private static final String CHECKS = "health: { path: /health, intervalMs: 200, timeoutMs: 200, rise: 2, fall: 2 }";

    /** Answers with its name; what its checks and its pages say can be changed. */
    private static final class Replica implements AutoCloseable {
        final String name;
        final AtomicInteger served = new AtomicInteger();
        final List<String> targets = new CopyOnWriteArrayList<>();
        volatile int health = 200;
        volatile int status = 200;
        private RecordingBackEnd server;

        Replica(String name) throws IOException {
            this.name = name;
            serve(new RecordingBackEnd());
        }

        private void serve(RecordingBackEnd next) {
            server = next.script((request, connection) -> {
                targets.add(request.target());
                boolean check = request.target().equals("/health");
                int answer = check ? health : status;
                if (!check) {
                    served.incrementAndGet();
                }
                connection.send("HTTP/1.1 " + answer + " X\r\nContent-Length: 1\r\n\r\n" + name);
            });
        }

        void restart() throws IOException {
            int port = server.port();
            targets.clear();
            served.set(0);
            serve(RecordingBackEnd.on(port));
        }

        void stop() throws IOException {
            server.close();
        }

        @Override
        public void close() throws IOException {
            server.close();
            assertEquals(List.of(), server.violations());
        }
    }

    private final List<Replica> replicas = new ArrayList<>();
    private EdgeUnderTest edge;

    @AfterEach
    void stop() throws Exception {
        edge.close();
        for (Replica replica : replicas) {
            replica.close();
        }
    }

    private void edge(int servers, String keys) throws Exception {
        String[] maps = new String[servers];
        for (int i = 0; i < servers; i++) {
            Replica replica = new Replica("" + (char) ('a' + i));
            replicas.add(replica);
            maps[i] = EdgeUnderTest.server(replica.server.port(), "name: " + replica.name);
        }
        edge = EdgeUnderTest.edge().upstream(keys).servers(maps).start();
    }

    private ServerState state(int server) {
        return edge.app().servers().get(server).state();
    }

    private void awaitUp(int server, boolean up) throws InterruptedException {
        EdgeUnderTest.await(
                "server " + server + " up: " + up, () -> state(server).up() == up);
    }

    private void awaitAllUp() throws InterruptedException {
        EdgeUnderTest.await(
                "all up", () -> edge.app().servers().stream().map(Server::state).allMatch(ServerState::up));
    }

    /** The names of those who answered, or the status of the edge's own answer. */
    private String get(int times) throws IOException {
        StringBuilder names = new StringBuilder();
        try (RawClient client = edge.connect()) {
            for (int i = 0; i < times; i++) {
                RawClient.Answer answer = client.get("/").answer();
                names.append(answer.body().length == 1 ? answer.text() : "" + answer.status());
            }
        }
        return names.toString();
    }

    private static long count(String names, char name) {
        return names.chars().filter(c -> c == name).count();
    }

    @Test
    void aRestartedServerGetsNoBurst() throws Exception {
        edge(2, CHECKS + ", slowStart: { windowMs: 3000 }");
        awaitAllUp();
        // Both started together: with nobody to spare, each has its share.
        assertEquals(20, count(get(40), 'a'), 2);
        EdgeUnderTest.await(
                "the other is no longer starting", () -> System.nanoTime() - state(0).upSinceNanos() > 3_000_000_000L);
        replicas.get(1).stop();
        awaitUp(1, false);
        assertEquals("aaaaaaaaaa", get(10));
        replicas.get(1).restart();
        awaitUp(1, true);
        EdgeUnderTest.await("the supervisor looked", () -> state(1).share() < ServerState.WHOLE);
        int before = state(1).share();
        String names = get(200);
        int after = state(1).share();
        // Half of the turns are its; a tenth of its weight is 1 of 11 requests, so 182 of 1000 turns at first.
        double least = 100.0 * before / ServerState.WHOLE - 3;
        double most = 100.0 * after / ServerState.WHOLE + 3;
        assertEquals(182, before, 60);
        long got = count(names, 'b');
        assertTrue(got >= least && got <= most, got + " of 200 at a share of " + before + " to " + after);
    }

    @Test
    void aServerIsWarmedUpBeforeItsFirstClient() throws Exception {
        edge(2, CHECKS + ", warmUp: { paths: [ /warm/1, /warm/2 ], requests: 10, concurrency: 2 }");
        awaitAllUp();
        get(10);
        Replica b = replicas.get(1);
        b.stop();
        awaitUp(1, false);
        b.restart();
        EdgeUnderTest.await("a client's request at b", () -> {
            try {
                return get(2).contains("b");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        List<String> before = b.targets.subList(0, b.targets.indexOf("/"));
        assertEquals(5, before.stream().filter("/warm/1"::equals).count(), before::toString);
        assertEquals(5, before.stream().filter("/warm/2"::equals).count(), before::toString);
    }

    @Test
    void aServerThatOnlyFailedItsChecksIsNotWarmedUpAgain() throws Exception {
        edge(2, "panicPercent: 0, " + CHECKS + ", warmUp: { paths: [ /warm ], requests: 10 }");
        awaitAllUp();
        Replica b = replicas.get(1);
        b.targets.clear();
        b.health = 503;
        awaitUp(1, false);
        b.health = 200;
        awaitUp(1, true);
        assertFalse(b.targets.contains("/warm"), b.targets::toString);
    }

    @Test
    void inAPanicFailingChecksDoNotCount() throws Exception {
        edge(3, CHECKS);
        awaitAllUp();
        replicas.forEach(replica -> replica.health = 500);
        EdgeUnderTest.await("panic", () -> edge.upstream().inPanic());
        assertEquals(3, count(get(9), 'b'));
        replicas.forEach(replica -> replica.health = 200);
        EdgeUnderTest.await("panic is over", () -> !edge.upstream().inPanic());
    }

    @Test
    void aPanicUsesNoServerThatCannotBeReached() throws Exception {
        edge(3, "retries: 0, failTimeoutMs: 60000, " + CHECKS);
        awaitAllUp();
        replicas.get(1).stop();
        replicas.get(2).stop();
        awaitUp(1, false);
        awaitUp(2, false);
        EdgeUnderTest.await("seen", () -> state(1).barred(Bar.COLD) && state(2).barred(Bar.COLD));
        replicas.get(0).health = 500;
        EdgeUnderTest.await("panic", () -> edge.upstream().inPanic());
        assertEquals("aaaaaa", get(6));
    }

    @Test
    void withoutPanicFailingChecksTakeAllOut() throws Exception {
        edge(2, "panicPercent: 0, " + CHECKS);
        awaitAllUp();
        replicas.forEach(replica -> replica.health = 500);
        awaitUp(0, false);
        awaitUp(1, false);
        assertEquals("503", get(1));
        assertEquals(1, edge.outcomes(Outcome.NO_SERVER));
    }

    @Test
    void listedStatusesTakeAServerDownOthersDoNot() throws Exception {
        edge(2, "failOn: [ \"502\" ], maxFails: 2, failTimeoutMs: 60000");
        replicas.get(0).status = 500;
        assertEquals(5, count(get(10), 'a'), "500 is not listed");
        replicas.get(0).status = 502;
        String names = get(20);
        assertEquals(2, count(names, 'a'), names);
        assertFalse(state(0).up());
    }

    @Test
    void aRowOf5xxEjects() throws Exception {
        edge(2, "outlier: { consecutive5xx: 5, ejectionMs: 60000 }");
        replicas.get(0).status = 500;
        get(10);
        EdgeUnderTest.await("ejected", () -> state(0).barred(Bar.EJECTED));
        assertEquals("bbbbbb", get(6));
        // One may always be out, two of two never.
        replicas.get(1).status = 500;
        get(10);
        assertEquals("bbb", get(3));
    }

    @Test
    void aBreakerOpensOnTheShareOfErrorsAndClosesAfterItsTrials() throws Exception {
        edge(2, "breaker: { errorPercent: 50, minRequests: 10, openMs: 500, trials: 2 }");
        replicas.get(0).status = 500;
        get(40);
        EdgeUnderTest.await("open", () -> state(0).breaker() == 2);
        assertTrue(state(0).barred(Bar.BREAKER));
        replicas.get(0).status = 200;
        EdgeUnderTest.await("closed after trials", () -> {
            try {
                get(2);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return state(0).breaker() == 0;
        });
        assertEquals(5, count(get(10), 'a'));
    }

    @Test
    void openBreakersEverywhereAreAnOutcome() throws Exception {
        edge(1, "breaker: { errorPercent: 50, minRequests: 5, openMs: 60000 }");
        replicas.getFirst().status = 500;
        get(10);
        EdgeUnderTest.await("open", () -> state(0).breaker() == 2);
        int served = replicas.getFirst().served.get();
        try (RawClient client = edge.connect()) {
            RawClient.Answer answer = client.get("/").answer();
            assertEquals(503, answer.status());
            assertTrue(answer.text().contains("\"circuit-open\""), answer.text());
        }
        assertEquals(served, replicas.getFirst().served.get());
    }

    @Test
    void theLimitFollowsALatencyThatGrows() throws Exception {
        edge(1, "capacity: { maxInFlight: 100, queue: 10, adaptive: { min: 5, windowMs: 200 } }");
        AtomicInteger latencyMs = new AtomicInteger(20);
        replicas.getFirst().server.script((request, connection) -> {
            try {
                Thread.sleep(latencyMs.get()); // the model of the server, not a wait of the test
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            connection.send(RecordingBackEnd.OK);
        });
        EdgeUnderTest.await("the limit grows", () -> limitAfter(8) > 30);
        int grown = state(0).places().limit();
        latencyMs.set(400);
        EdgeUnderTest.await("the limit falls", () -> limitAfter(8) < grown / 2);
    }

    private int limitAfter(int requests) {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < requests; i++) {
                clients.add(edge.connect().get("/"));
            }
            for (RawClient client : clients) {
                client.answer();
                client.close();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return state(0).places().limit();
    }

    @Test
    void requestsToTheWrongHostAreCounted() throws Exception {
        replicas.add(new Replica("a"));
        edge = EdgeUnderTest.edge()
                .servers(EdgeUnderTest.server(replicas.getFirst().server.port(), ""))
                .sites("      - { name: wrong, path: /cron/, misdirected: true, respond: { status: 404 } }\n")
                .start();
        try (RawClient client = edge.connect()) {
            assertEquals(404, client.get("/cron/auto_payment").answer().status());
            assertEquals(404, client.get("/cron/").answer().status());
            assertEquals(200, client.get("/").answer().status());
        }
        assertEquals(2, edge.routes(route -> route.misdirectedCount()));
    }
}
