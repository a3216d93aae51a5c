package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users that stay where they were, through real connections: by cookie, header and address, over failures, restarts and several edges. */
class AffinityTest {
    private static final String TO_SERVER = "affinity: { to: server, keyFile: affinity.key }";
    private static final String TO_GROUP = "affinity: { keyFile: affinity.key }";

    @TempDir
    Path folder;

    private final List<RecordingBackEnd> backEnds = new ArrayList<>();
    private final List<EdgeUnderTest> edges = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        for (String name : List.of("a", "b", "c", "d")) {
            backEnds.add(RecordingBackEnd.answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + name));
        }
        Files.writeString(folder.resolve("affinity.key"), "5a".repeat(32) + "\n");
    }

    @AfterEach
    void stop() throws IOException {
        edges.forEach(EdgeUnderTest::close);
        for (RecordingBackEnd backEnd : backEnds) {
            backEnd.close();
            assertEquals(List.of(), backEnd.violations());
        }
    }

    private String address(int backEnd) {
        return "\"127.0.0.1:" + backEnds.get(backEnd).port() + "\"";
    }

    /** Servers a, b, c in one group. */
    private String servers(String ofA) {
        return "servers: [ { name: a, address: " + address(0) + ofA + " }, { name: b, address: " + address(1)
                + " }, { name: c, address: " + address(2) + " } ]";
    }

    private String groups(int left, int right) {
        return "groups: [ { name: left, weight: " + left + ", servers: [ { name: a, address: " + address(0)
                + " }, { name: b, address: " + address(1) + " } ] }, { name: right, weight: " + right
                + ", servers: [ { name: c, address: " + address(2) + " }, { name: d, address: " + address(3)
                + " } ] } ]";
    }

    private EdgeUnderTest edge(String upstream, String affinity) throws Exception {
        String yaml = "listeners: [ { name: http, address: \"127.0.0.1:0\" } ]\n"
                + "runtime: { eventLoops: 2, drainTimeoutMs: 1000 }\n"
                + "accessLog: { file: access.log }\n"
                + "upstreams: [ { name: app, " + upstream + " } ]\n"
                + "sites:\n  - name: main\n    default: true\n    routes:\n"
                + "      - { name: sticky, path: /, proxy: { upstream: app }, " + affinity + " }\n"
                + "      - { name: free, path: /static/, proxy: { upstream: app } }\n";
        EdgeUnderTest edge = EdgeUnderTest.of(yaml, folder);
        edges.add(edge);
        return edge;
    }

    private static RawClient.Answer get(EdgeUnderTest edge, String path, String fields) throws IOException {
        try (RawClient client = edge.connect()) {
            RawClient.Answer answer = client.send("GET " + path + " HTTP/1.1\r\nHost: a.test\r\n" + fields + "\r\n")
                    .answer();
            assertEquals(200, answer.status());
            return answer;
        }
    }

    private static String cookie(RawClient.Answer answer) {
        String set = answer.only("Set-Cookie");
        assertTrue(set != null, "no cookie was set");
        return "Cookie: theme=dark; " + set.substring(0, set.indexOf(';')) + "\r\n";
    }

    /** Who answers so many requests of this user; none of the answers sets a cookie again. */
    private static Set<String> stays(EdgeUnderTest edge, String cookie, int requests) throws IOException {
        Set<String> servers = new TreeSet<>();
        for (int i = 0; i < requests; i++) {
            RawClient.Answer answer = get(edge, "/page", cookie);
            assertNull(answer.only("Set-Cookie"), "the cookie is good");
            servers.add(answer.text());
        }
        return servers;
    }

    @Test
    void aUserStaysWithItsServerAndOthersAreSpread() throws Exception {
        EdgeUnderTest edge = edge(servers(""), TO_SERVER);
        Set<String> used = new TreeSet<>();
        for (int user = 0; user < 12; user++) {
            RawClient.Answer first = get(edge, "/login", "");
            assertEquals(Set.of(first.text()), stays(edge, cookie(first), 6));
            used.add(first.text());
        }
        assertEquals(Set.of("a", "b", "c"), used);
    }

    @Test
    void theCookieHasItsAttributesAndSaysNothing() throws Exception {
        EdgeUnderTest edge = edge(
                servers(""),
                "affinity: { to: server, name: sid, keyFile: affinity.key, path: /shop, maxAgeS: 3600, sameSite: strict }");
        String set = get(edge, "/", "").only("Set-Cookie");
        assertTrue(
                set.matches("sid=[A-Za-z0-9_-]{43}; Path=/shop; Max-Age=3600; HttpOnly; SameSite=Strict"),
                set + " over http, so without Secure");
        assertFalse(set.contains(Integer.toString(backEnds.getFirst().port())));
    }

    @Test
    void routesWithoutAffinityAreStateless() throws Exception {
        EdgeUnderTest edge = edge(servers(""), TO_SERVER);
        String cookie = cookie(get(edge, "/", ""));
        Set<String> servers = new TreeSet<>();
        for (int i = 0; i < 24; i++) {
            RawClient.Answer answer = get(edge, "/static/a.css", cookie);
            assertNull(answer.only("Set-Cookie"));
            servers.add(answer.text());
        }
        assertEquals(Set.of("a", "b", "c"), servers);
    }

    @Test
    void forgedUnknownAndBrokenCookiesCountAsNoneAndAreReplaced() throws Exception {
        EdgeUnderTest edge = edge(servers(""), TO_SERVER);
        String good = cookie(get(edge, "/", ""));
        String value = good.substring(good.indexOf("LBSESSIONID=") + 12, good.length() - 2);
        char last = value.charAt(20) == 'x' ? 'y' : 'x';
        String forged = value.substring(0, 20) + last + value.substring(21);
        for (String bad : List.of(forged, "a", "", "127.0.0.1", value + "=", "x".repeat(8000), "\u00e9".repeat(43))) {
            RawClient.Answer answer = get(edge, "/", "Cookie: LBSESSIONID=" + bad + "\r\n");
            assertEquals(Set.of(answer.text()), stays(edge, cookie(answer), 4), "replaced by a good one");
        }
    }

    @Test
    void whileTheServerIsDownTheUserIsWithOneOtherAndThenBack() throws Exception {
        EdgeUnderTest edge = edge(servers("") + ", maxFails: 1, failTimeoutMs: 60000", TO_SERVER);
        String cookie = "";
        RawClient.Answer first = null;
        while (first == null || !first.text().equals("a")) {
            first = get(edge, "/", "");
            cookie = cookie(first);
        }
        int port = backEnds.getFirst().port();
        backEnds.getFirst().close();
        Set<String> meanwhile = stays(edge, cookie, 8);
        assertEquals(1, meanwhile.size(), "one stand-in: " + meanwhile);
        assertFalse(meanwhile.contains("a"));
        backEnds.set(0, RecordingBackEnd.on(port));
        backEnds.getFirst()
                .script((request, connection) -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"));
        // Another edge has not seen the failure: its view is that of this one when failTimeoutMs is over.
        EdgeUnderTest later = edge(servers(""), TO_SERVER);
        assertEquals(Set.of("a"), stays(later, cookie, 4), "the cookie still names it");
    }

    @Test
    void aServerOfWeightZeroLosesItsUsersForGood() throws Exception {
        EdgeUnderTest before = edge(servers(""), TO_SERVER);
        RawClient.Answer first = get(before, "/", "");
        while (!first.text().equals("a")) {
            first = get(before, "/", "");
        }
        EdgeUnderTest drained = edge(servers(", weight: 0"), TO_SERVER);
        RawClient.Answer moved = get(drained, "/", cookie(first));
        assertNotEquals("a", moved.text());
        String next = cookie(moved);
        assertEquals(Set.of(moved.text()), stays(drained, next, 4));
        assertEquals(Set.of(moved.text()), stays(edge(servers(""), TO_SERVER), next, 4), "and does not go back");
    }

    @Test
    void severalEdgesAndARestartWithTheSameKeyAgree() throws Exception {
        EdgeUnderTest one = edge(servers(""), TO_SERVER);
        RawClient.Answer first = get(one, "/", "");
        EdgeUnderTest other = edge(servers(""), TO_SERVER);
        assertEquals(Set.of(first.text()), stays(other, cookie(first), 6));
        one.close();
        assertEquals(Set.of(first.text()), stays(edge(servers(""), TO_SERVER), cookie(first), 6));
    }

    @Test
    void aNewKeyAboveTheOldOneLogsNobodyOut() throws Exception {
        RawClient.Answer first = get(edge(servers(""), TO_SERVER), "/", "");
        Files.writeString(folder.resolve("affinity.key"), "77".repeat(32) + "\n" + "5a".repeat(32) + "\n");
        EdgeUnderTest rotated = edge(servers(""), TO_SERVER);
        RawClient.Answer second = get(rotated, "/", cookie(first));
        assertEquals(first.text(), second.text());
        String renewed = cookie(second);
        Files.writeString(folder.resolve("affinity.key"), "77".repeat(32) + "\n");
        assertEquals(Set.of(first.text()), stays(edge(servers(""), TO_SERVER), renewed, 4));
    }

    /** Guide 004's first step and back, with the same users on edges of their own. */
    @Test
    void usersOfAGroupMoveWithTheWeightsAndComeBack() throws Exception {
        EdgeUnderTest half = edge(groups(50, 50), TO_GROUP);
        EdgeUnderTest shifted = edge(groups(10, 90), TO_GROUP);
        int moved = 0;
        int left = 0;
        for (int user = 0; user < 60; user++) {
            RawClient.Answer first = get(half, "/", "");
            String cookie = cookie(first);
            Set<String> home = Set.of("a", "b").contains(first.text()) ? Set.of("a", "b") : Set.of("c", "d");
            assertEquals(home, stays(half, cookie, 6), "both servers of one group");
            Set<String> then = stays(shifted, cookie, 4);
            assertEquals(2, then.size());
            left += home.contains("a") ? 1 : 0;
            moved += then.equals(home) ? 0 : 1;
            assertFalse(home.contains("c") && then.contains("a"), "none moves against the weight");
            assertEquals(home, stays(half, cookie, 4), "a step back brings it back");
        }
        assertTrue(left > 10 && left < 50, left + " of 60 at 50 %"); // five standard deviations
        assertTrue(moved > 0 && moved <= left, moved + " of " + left + " moved");
    }

    @Test
    void byHeaderAUserHasItsServerWithoutAnyCookie() throws Exception {
        EdgeUnderTest edge = edge(servers(""), "affinity: { by: header, name: X-User-Id, to: server }");
        Set<String> used = new TreeSet<>();
        for (int user = 0; user < 40; user++) {
            String field = "x-user-id: user-" + user + "\r\n";
            Set<String> its = stays(edge, field, 3);
            assertEquals(1, its.size());
            used.addAll(its);
        }
        assertEquals(Set.of("a", "b", "c"), used);
        assertEquals(3, stays(edge, "", 24).size(), "without the header by the upstream's policy");
    }

    @Test
    void byAddressAClientHasItsGroup() throws Exception {
        EdgeUnderTest edge = edge(groups(50, 50), "affinity: { by: address }");
        Set<String> servers = stays(edge, "", 8);
        assertTrue(servers.equals(Set.of("a", "b")) || servers.equals(Set.of("c", "d")), servers.toString());
    }
}
