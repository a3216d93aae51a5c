package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.LimitStats;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.server.RawClient.Answer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rate limits over real connections. Their rates are so low that none refills while a test runs; each test has a limit of its own. */
class RateLimitTest {
    private static RecordingBackEnd backEnd;
    private static EdgeUnderTest edge;

    @BeforeAll
    static void start() throws Exception {
        backEnd = new RecordingBackEnd();
        edge = EdgeUnderTest.edge().to(backEnd).more("""
                        trustedProxies: [ 127.0.0.1 ]
                        rateLimits:
                          - { name: by-address, requests: 2, perMs: 3600000, burst: 2 }
                          - { name: by-header, key: header, keyName: X-Api-Key, requests: 1, perMs: 3600000 }
                          - { name: by-cookie, key: cookie, keyName: sid, requests: 1, perMs: 3600000 }
                          - { name: by-route, key: route, requests: 1, perMs: 3600000 }
                          - { name: trial, requests: 1, perMs: 3600000, dryRun: true }
                          - { name: flood, requests: 1, perMs: 3600000, burst: 9, keys: 64 }
                        """).sites("""
                          - name: limits
                            hosts: [ limits.test ]
                            routes:
                              - { name: address, path: /address/, proxy: { upstream: app }, access: { rateLimits: [ by-address ] } }
                              - { name: again, path: /again/, proxy: { upstream: app }, access: { rateLimits: [ by-address ] } }
                              - { name: header, path: /header/, proxy: { upstream: app }, access: { rateLimits: [ by-header ] } }
                              - { name: cookie, path: /cookie/, proxy: { upstream: app }, access: { rateLimits: [ by-cookie ] } }
                              - { name: one, path: /one/, proxy: { upstream: app }, access: { rateLimits: [ by-route ] } }
                              - { name: two, path: /two/, proxy: { upstream: app }, access: { rateLimits: [ by-route ] } }
                              - { name: trial, path: /trial/, respond: { status: 200 }, access: { rateLimits: [ trial ] } }
                              - { name: flood, path: /flood/, respond: { status: 200 }, access: { rateLimits: [ flood ] } }
                        """).start();
    }

    @AfterAll
    static void stop() throws Exception {
        edge.close();
        backEnd.close();
        assertEquals(0, backEnd.violations().size(), backEnd.violations()::toString);
    }

    private static Answer get(RawClient client, String path, String fields) throws IOException {
        return client.send("GET " + path + " HTTP/1.1\r\nHost: limits.test\r\n" + fields + "\r\n")
                .answer();
    }

    private static int status(RawClient client, String path, String fields) throws IOException {
        return get(client, path, fields).status();
    }

    private static String from(String address) {
        return "X-Forwarded-For: " + address + "\r\n";
    }

    private static LimitStats stats(String name) {
        return edge.server().limits().stream()
                .filter(limit -> limit.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theBurstPassesAndTheRestIsToldWhenToComeBack() throws Exception {
        try (RawClient client = edge.connect()) {
            for (int i = 0; i < 3; i++) {
                Answer answer = get(client, i == 1 ? "/again/" : "/address/", from("192.0.2.1"));
                assertEquals(200, answer.status(), "request " + i);
                assertNull(answer.only("Retry-After"));
            }
            long before = edge.outcomes(Outcome.RATE_LIMITED);
            Answer answer = get(client, "/address/", from("192.0.2.1"));
            assertEquals(429, answer.status());
            int seconds = Integer.parseInt(answer.only("Retry-After"));
            assertTrue(seconds > 1700 && seconds <= 1800, () -> "one of two an hour: " + seconds);
            assertEquals("\"by-address\";q=2;w=3600", answer.only("RateLimit-Policy"));
            assertEquals("\"by-address\";r=0;t=" + seconds, answer.only("RateLimit"));
            assertTrue(answer.text().contains("\"outcome\":\"rate-limited\""), answer::text);
            EdgeUnderTest.await("its outcome", () -> edge.outcomes(Outcome.RATE_LIMITED) > before);
            assertEquals(200, status(client, "/address/", from("192.0.2.2")), "another client");
        }
    }

    @Test
    void whatAClientWritesIntoXForwardedForDoesNotHelpIt() throws Exception {
        try (RawClient client = edge.connect()) {
            for (int i = 0; i < 3; i++) {
                assertEquals(200, status(client, "/address/", from(i + ".1.1.1, 192.0.2.77")));
            }
            assertEquals(429, status(client, "/address/", from("9.1.1.1, 192.0.2.77")));
            assertEquals(429, status(client, "/address/", from("127.0.0.1, 9.9.9.9, 192.0.2.77, 127.0.0.1")));
        }
    }

    @Test
    void anIpv6NetworkIsOneClient() throws Exception {
        try (RawClient client = edge.connect()) {
            for (int i = 0; i < 3; i++) {
                assertEquals(200, status(client, "/address/", from("2001:db8:0:1::" + i)));
            }
            assertEquals(429, status(client, "/address/", from("2001:db8:0:1:ffff::1")));
            assertEquals(200, status(client, "/address/", from("2001:db8:0:2::1")));
        }
    }

    @Test
    void headersAndCookiesAreKeysAndLeavingThemOutIsNoWayAround() throws Exception {
        try (RawClient client = edge.connect()) {
            assertEquals(200, status(client, "/header/", "X-API-Key: a\r\n"));
            assertEquals(429, status(client, "/header/", "x-api-key: a\r\n"));
            assertEquals(200, status(client, "/header/", "X-Api-Key: b\r\n"));
            assertEquals(200, status(client, "/header/", ""));
            assertEquals(429, status(client, "/header/", ""));
            assertEquals(200, status(client, "/cookie/", "Cookie: x=1; sid=a\r\n"));
            assertEquals(429, status(client, "/cookie/", "Cookie: sid=a; x=2\r\n"));
            assertEquals(200, status(client, "/cookie/", "Cookie: sid=b\r\n"));
        }
    }

    @Test
    void aLimitByRouteCountsEachRouteForItself() throws Exception {
        try (RawClient client = edge.connect()) {
            assertEquals(200, status(client, "/one/", from("192.0.2.5")));
            assertEquals(429, status(client, "/one/", from("192.0.2.6")));
            assertEquals(200, status(client, "/two/", from("192.0.2.6")));
        }
    }

    @Test
    void aDryRunCountsAndRefusesNobody() throws Exception {
        try (RawClient client = edge.connect()) {
            for (int i = 0; i < 4; i++) {
                assertEquals(200, status(client, "/trial/", ""));
            }
        }
        assertEquals(1, stats("trial").passedCount());
        assertEquals(3, stats("trial").dryRunCount());
        assertEquals(0, stats("trial").limitedCount());
    }

    @Test
    void aFloodOfAddressesDoesNotResetAHeavyOne() throws Exception {
        try (RawClient client = edge.connect()) {
            for (int i = 0; i < 10; i++) {
                assertEquals(200, status(client, "/flood/", from("192.0.2.9")));
            }
            StringBuilder flood = new StringBuilder();
            for (int i = 0; i < 2000; i++) {
                flood.append("GET /flood/ HTTP/1.1\r\nHost: limits.test\r\nX-Forwarded-For: 10.2.")
                        .append(i >> 8)
                        .append('.')
                        .append(i & 255)
                        .append("\r\n\r\n");
            }
            try (RawClient many = edge.connect()) {
                Thread sender = Thread.ofVirtual()
                        .start(() -> many.sendMaybe(flood.append("GET /flood/ HTTP/1.0\r\nHost: limits.test\r\n\r\n")
                                .toString()
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
                List<Answer> answers = many.answers();
                sender.join();
                assertTrue(answers.size() > 900, "answers: " + answers.size());
            }
            assertEquals(429, status(client, "/flood/", from("192.0.2.9")));
        }
    }
}
