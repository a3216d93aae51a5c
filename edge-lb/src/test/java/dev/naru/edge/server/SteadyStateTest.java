package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the hot path promises: once warm, an event loop allocates nothing per request, and never waits for anything but its sockets. */
class SteadyStateTest {
    private static final byte[] REQUEST =
            "GET /a/b?c HTTP/1.1\r\nHost: a.test\r\nUser-Agent: t\r\nAccept: */*\r\nCookie: a=b\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANSWER = ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n"
                    + "x".repeat(100))
            .getBytes(StandardCharsets.US_ASCII);
    private static final int ROUND = 20_000;
    /** How many rounds the JIT may take until the path is compiled; on a busy machine it takes some. */
    private static final int MAX_ROUNDS = 15;

    /**
     * Octets per request. Not 0, because the loop's ticks, its log pages and the JIT's late recompilations are in the measurement; one object per request would
     * cost 16 at least, so 8 on average says that none is allocated.
     */
    private static final double MAX_BYTES_PER_REQUEST = 8;

    private ResourceLeakDetector.Level level;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static long loopThread() {
        for (ThreadInfo info : THREADS.dumpAllThreads(false, false)) {
            if (info.getThreadName().startsWith("edge-loop")) {
                return info.getThreadId();
            }
        }
        throw new AssertionError("no event loop");
    }

    /** Answers without looking: a request is known by its empty line. */
    private static void answerAll(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[4096];
            while (in.read(buffer) > 0) {
                out.write(ANSWER);
            }
        } catch (IOException e) {
            // the test is over
        }
    }

    private static void exchange(RawClient client, byte[] request, int answerLength, int count) throws IOException {
        byte[] buffer = new byte[4096];
        for (int i = 0; i < count; i++) {
            client.socket().getOutputStream().write(request);
            int got = 0;
            while (got < answerLength) {
                got += client.in().read(buffer, got, buffer.length - got);
            }
            assertEquals(answerLength, got);
        }
    }

    /** As the edge runs in production: see Main. */
    @BeforeEach
    void withoutLeakSamples() {
        level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }

    @AfterEach
    void restore() {
        ResourceLeakDetector.setLevel(level);
    }

    /** Conditions, a split, a rewrite of the prefix and changed headers, all at once: none of them allocates. */
    @Test
    void policiesOfARouteAllocateNothingEither() throws Exception {
        String added = "X-Answer: b.test to 127.0.0.1 by main/-\r\n";
        String sites = "  - name: main2\n    hosts: [ b.test ]\n    routes:\n"
                + "      - { name: never, path: /a/, when: { headers: [ { name: X-Never } ] }, respond: { status: 404 } }\n"
                + "      - name: r\n        path: /a/\n"
                + "        when: { methods: [ GET ], scheme: http, headers: [ { name: User-Agent, equals: t } ],"
                + " cookies: [ { name: a, equals: b } ], query: [ { name: c } ], split: s/all }\n"
                + "        headers: { request: { set: [ 'X-Id: $request_id' ], remove: [ User-Agent ] },"
                + " response: { set: [ 'X-Answer: $host to $remote_addr by main/-' ], remove: [ X-Gone ] } }\n"
                + "        timeouts: { responseMs: 5000 }\n"
                + "        proxy: { upstream: app, rewrite: { prefix: /new/, location: true } }\n";
        String more = "splitClients: [ { name: s, by: cookie a, shares: [ { name: all, share: rest } ] } ]";
        byte[] request = new String(REQUEST, StandardCharsets.US_ASCII)
                .replace("a.test", "b.test")
                .getBytes(StandardCharsets.US_ASCII);
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> answerAll(server));
            try (EdgeUnderTest edge = EdgeUnderTest.edge()
                            .servers(EdgeUnderTest.server(server.getLocalPort(), ""))
                            .limits("keepAliveRequests: 1000000000")
                            .sites(sites)
                            .more(more)
                            .start();
                    RawClient client = edge.connect()) {
                long id = loopThread();
                double perRequest = Double.MAX_VALUE;
                for (int round = 0; round < MAX_ROUNDS && perRequest >= MAX_BYTES_PER_REQUEST; round++) {
                    long allocated = THREADS.getThreadAllocatedBytes(id);
                    exchange(client, request, ANSWER.length + added.length(), ROUND);
                    perRequest = (THREADS.getThreadAllocatedBytes(id) - allocated) / (double) ROUND;
                }
                System.out.printf("steady state with policies: %.2f octets allocated per request%n", perRequest);
                assertTrue(perRequest < MAX_BYTES_PER_REQUEST, perRequest + " octets per request");
            }
        }
    }

    @Test
    void aWarmLoopAllocatesNothingPerRequestAndNeverBlocks() throws Exception {
        measure("steady state", EdgeUnderTest.edge(), REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "balance: least-requests",
                "balance: least-latency",
                "balance: ip-hash",
                "balance: hash, hash: { by: uri }",
                "balance: hash, hash: { by: cookie, name: a, maxLoadPercent: 0 }"
            })
    void noPolicyOfBalancingAllocates(String balance) throws Exception {
        measure(balance, EdgeUnderTest.edge().upstream(balance), REQUEST);
    }

    @Test
    void anAffinityByHeaderAllocatesNothing() throws Exception {
        String affinity = "affinity: { by: header, name: user-agent, to: server }";
        measure("affinity by header", EdgeUnderTest.edge().route(affinity), REQUEST);
    }

    /** Looked at, and not kept; a span that is kept is the sum of a few fields in a record that waits for it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1000})
    void tracingAllocatesNothing(int samplePerMille) throws Exception {
        // Nobody listens: the ring fills up and drops, which must be free too.
        String tracing =
                "tracing: { endpoint: \"http://127.0.0.1:1/v1/traces\", samplePerMille: " + samplePerMille + " }";
        measure("traced, " + samplePerMille + " per mille", EdgeUnderTest.edge().more(tracing), REQUEST);
    }

    /** Address rules, two rate limits (one behind a trusted proxy's chain), a token that was verified before, and its identity header. */
    @Test
    void withLimitsAndACachedTokenItIsTheSame() throws Exception {
        try (Tokens tokens = new Tokens()) {
            EdgeUnderTest.Builder builder =
                    EdgeUnderTest.edge().more("""
                            trustedProxies: [ 127.0.0.1 ]
                            rateLimits:
                              - { name: clients, requests: 1000000 }
                              - { name: keys, key: header, keyName: X-Api-Key, requests: 1000000 }
                            tokenIssuers:
                              - { name: shop, jwksUrl: "%s", identityHeaders: [ { header: X-User-Id, claim: sub } ] }
                            """.formatted(tokens.url())).sites("""
                              - name: guarded
                                hosts: [ b.test ]
                                access:
                                  addresses: [ "deny 192.0.2.66", "allow 192.0.2.0/24", "deny all" ]
                                  rateLimits: [ clients, keys ]
                                  referers: [ none, site-hosts ]
                                  jwt: { issuer: shop }
                                routes: [ { name: all, path: /, proxy: { upstream: app } } ]
                            """);
            String request =
                    "GET /a/b?c HTTP/1.1\r\nHost: b.test\r\nX-Forwarded-For: 1.1.1.1, 192.0.2.1\r\nX-Api-Key: k\r\n"
                            + "X-User-Id: forged\r\nAuthorization: Bearer " + tokens.token("member-1", 60) + "\r\n\r\n";
            measure("with limits and a token", builder, request.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void measure(String what, EdgeUnderTest.Builder builder, byte[] request) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> answerAll(server));
            try (EdgeUnderTest edge = builder.servers(EdgeUnderTest.server(server.getLocalPort(), ""))
                            .limits("keepAliveRequests: 1000000000")
                            .start();
                    RawClient client = edge.connect()) {
                assertFalse(ResourceLeakDetector.isEnabled(), "its samples are stack traces, allocated on the loop");
                long id = loopThread();
                double perRequest = Double.MAX_VALUE;
                ThreadInfo before = THREADS.getThreadInfo(id);
                for (int round = 0; round < MAX_ROUNDS && perRequest >= MAX_BYTES_PER_REQUEST; round++) {
                    before = THREADS.getThreadInfo(id);
                    long allocated = THREADS.getThreadAllocatedBytes(id);
                    exchange(client, request, ANSWER.length, ROUND);
                    perRequest = (THREADS.getThreadAllocatedBytes(id) - allocated) / (double) ROUND;
                }
                ThreadInfo after = THREADS.getThreadInfo(id);
                System.out.printf("%s: %.2f octets allocated per request%n", what, perRequest);
                assertTrue(perRequest < MAX_BYTES_PER_REQUEST, perRequest + " octets per request");
                assertEquals(before.getBlockedCount(), after.getBlockedCount(), "waited for a monitor");
                assertEquals(before.getWaitedCount(), after.getWaitedCount(), "parked or slept");
                assertEquals(0, edge.routes(stats -> stats.retries()));
            }
        }
    }
}
