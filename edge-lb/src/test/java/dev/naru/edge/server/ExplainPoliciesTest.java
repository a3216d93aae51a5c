package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.policy.GateVerdict;
import dev.naru.edge.proxy.AffinityView;
import dev.naru.edge.proxy.Explanation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an explanation says of gates and of affinity, beside what the edge then does. */
class ExplainPoliciesTest {
    @TempDir
    Path folder;

    private RecordingBackEnd a;
    private RecordingBackEnd b;
    private EdgeUnderTest edge;

    @BeforeEach
    void start() throws Exception {
        a = RecordingBackEnd.answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na");
        b = RecordingBackEnd.answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb");
        Files.writeString(folder.resolve("affinity.key"), "5a".repeat(32) + "\n");
        edge = EdgeUnderTest.edge().to(a, b).more("""
                        trustedProxies: [ 127.0.0.1 ]
                        rateLimits: [ { name: few, requests: 1, perMs: 60000, burst: 1 } ]
                        """).sites("""
                          - name: explained
                            hosts: [ e.test ]
                            access: { addresses: [ "deny 192.0.2.66", "allow all" ] }
                            routes:
                              - { name: all, path: /, proxy: { upstream: app } }
                              - { name: few, path: /few/, proxy: { upstream: app }, access: { rateLimits: [ few ] } }
                              - { name: sticky, path: /sticky/, proxy: { upstream: app }, affinity: { to: server, keyFile: affinity.key } }
                        """).start(folder);
    }

    @AfterEach
    void stop() throws Exception {
        edge.close();
        a.close();
        b.close();
    }

    private Explanation explain(String path, String... headers) {
        return Explanation.of(
                edge.server().topology(),
                Explanation.Question.of("GET", "http://e.test" + path, List.of(headers), "127.0.0.1"));
    }

    private RawClient.Answer ask(String path, String header) throws Exception {
        try (RawClient client = edge.connect()) {
            return client.send("GET " + path + " HTTP/1.1\r\nHost: e.test\r\n" + header + "\r\n\r\n")
                    .answer();
        }
    }

    @Test
    void aGateThatRefusesIsNamedAndNothingBehindItIsAsked() throws Exception {
        String denied = "X-Forwarded-For: 192.0.2.66";
        Explanation e = explain("/few/", denied);
        assertEquals(1, e.gates().size(), () -> e.gates() + "");
        GateVerdict gate = e.gates().getFirst();
        assertTrue(gate.refuses());
        assertEquals(ask("/few/", denied).status(), gate.status());
        assertEquals(gate.outcome(), e.refusal().outcome());
        assertNull(e.action(), "it goes no further");
        assertEquals(List.of(), e.servers());
    }

    @Test
    void gatesAreAskedInTheirOrderAndCountNothing() throws Exception {
        String client = "X-Forwarded-For: 198.51.100.7";
        for (int i = 0; i < 10; i++) {
            Explanation e = explain("/few/", client);
            assertEquals(2, e.gates().size(), () -> e.gates() + "");
            assertTrue(e.gates().stream().noneMatch(GateVerdict::refuses), () -> e.gates() + "");
            assertEquals("rate limit few", e.gates().getLast().gate());
        }
        while (ask("/few/", client).status() == 200) {
            assertFalse(a.connections().isEmpty() && b.connections().isEmpty());
        }
        Explanation spent = explain("/few/", client);
        assertEquals("rate-limited", spent.refusal().outcome());
        assertNull(explain("/few/", "X-Forwarded-For: 198.51.100.8").refusal(), "another client has its own");
    }

    @Test
    void anAffinitySaysWhereTheUserIsAtHome() throws Exception {
        assertNull(explain("/").affinity());
        AffinityView unknown = explain("/sticky/").affinity();
        assertFalse(unknown.user());
        assertEquals(-1, unknown.bucket());
        RawClient.Answer first = ask("/sticky/", "X: y");
        String cookie = "Cookie: " + first.only("Set-Cookie").replaceFirst(";.*", "");
        AffinityView known = explain("/sticky/", cookie).affinity();
        assertTrue(known.user());
        assertTrue(known.bucket() >= 0 && known.bucket() < 10_000);
        for (int i = 0; i < 5; i++) {
            assertEquals(first.text(), ask("/sticky/", cookie).text());
        }
        int port = (first.text().equals("a") ? a : b).port();
        assertTrue(
                explain("/sticky/", cookie).servers().stream()
                        .filter(server -> server.name().equals(known.server()))
                        .allMatch(server -> server.address().endsWith(":" + port)),
                known::toString);
        assertFalse(known.server().isEmpty(), known::toString);
    }
}
