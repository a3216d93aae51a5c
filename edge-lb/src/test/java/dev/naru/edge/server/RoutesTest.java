package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.config.ErrorPageConfig;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.proxy.Explanation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes as clients and back ends see them, over real connections. */
class RoutesTest {
    private static final String TO = "proxy: { upstream: app";

    @TempDir
    Path folder;

    private static EdgeUnderTest.Builder edge(RecordingBackEnd backEnd, String... routes) {
        return EdgeUnderTest.edge().to(backEnd).sites(site("", routes));
    }

    private static String site(String keys, String... routes) {
        return "  - name: own\n    hosts: [ r.test ]\n" + keys + "    routes:\n"
                + Arrays.stream(routes)
                        .map(route -> "      - { " + route + " }\n")
                        .collect(Collectors.joining());
    }

    private static RawClient.Answer ask(EdgeUnderTest edge, String target, String... fields) throws Exception {
        return askHost(edge, "r.test", target, fields);
    }

    private static RawClient.Answer askHost(EdgeUnderTest edge, String host, String target, String... fields)
            throws Exception {
        try (RawClient client = edge.connect()) {
            String more = Arrays.stream(fields).map(field -> field + "\r\n").collect(Collectors.joining());
            return client.send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n")
                    .answer();
        }
    }

    @Test
    void conditionsChooseBetweenRoutesOfOnePath() throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge = edge(
                                backEnd,
                                "name: phone, path: /, when: { headers: [ { name: User-Agent, regex: iPhone } ] },"
                                        + " respond: { status: 200, body: phone }",
                                "name: beta, path: /, when: { cookies: [ { name: b, equals: '1' } ] },"
                                        + " respond: { status: 200, body: beta }",
                                "name: number, regex: '^/n/[0-9]+$', respond: { status: 200, body: number }",
                                "name: rest, path: /, respond: { status: 200, body: rest }")
                        .start()) {
            assertEquals(
                    "phone",
                    ask(edge, "/", "User-Agent: (iPhone)", "Cookie: b=1").text());
            assertEquals(
                    "beta", ask(edge, "/", "User-Agent: x", "Cookie: a=0; b=1").text());
            assertEquals("rest", ask(edge, "/", "Cookie: b=2").text());
            assertEquals("number", ask(edge, "/n/12?x", "User-Agent: (iPhone)").text());
            assertEquals("rest", ask(edge, "/n/1x").text());
        }
    }

    @Test
    void rewritesReachTheBackEndNormalisedAndTheLogKeepsWhatWasAsked() throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd()) {
            EdgeUnderTest edge = edge(
                            backEnd,
                            "name: old, path: /old/, " + TO + ", rewrite: { prefix: /new/ } }",
                            "name: item, regex: '^/i/(.+)$', " + TO + ", rewrite: { to: /items, query: 'id=$1' } }",
                            "name: half, regex: '^/h/(..)', " + TO + ", rewrite: { to: /x/$1 } }")
                    .start();
            try (edge) {
                ask(edge, "/old/a/../b?c=d");
                assertEquals("/new/b?c=d", backEnd.take().target());
                ask(edge, "/i/7&admin=1?x=y");
                assertEquals("/items?id=7%26admin%3D1", backEnd.take().target());
                RawClient.Answer refused = ask(edge, "/h/%2Fa");
                assertEquals(400, refused.status());
                assertTrue(refused.text().contains("rewrite-refused"), refused.text());
                assertEquals(0, backEnd.waiting());
                assertEquals(1, edge.outcomes(Outcome.REWRITE_REFUSED));
            }
            assertTrue(edge.log().getFirst().contains("/old/a/../b?c=d"), "the log has the client's target");
            assertEquals(List.of(), backEnd.violations());
        }
    }

    @Test
    void aRepeatedAttemptAsksForTheRewrittenTarget() throws Exception {
        RecordingBackEnd gone = new RecordingBackEnd();
        int port = gone.port();
        gone.close();
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge = EdgeUnderTest.edge()
                        .servers(EdgeUnderTest.server(port, "weight: 1000"), EdgeUnderTest.server(backEnd.port(), ""))
                        .sites(site("", "name: r, path: /a/, " + TO + ", rewrite: { prefix: /b/ } }"))
                        .start()) {
            assertEquals(200, ask(edge, "/a/x").status());
            assertEquals("/b/x", backEnd.take().target());
        }
    }

    @Test
    void locationIsBroughtBackOnlyWhereTheRouteSaysSo() throws Exception {
        String moved = "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n";
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge = edge(
                                backEnd,
                                "name: back, path: /blog/, " + TO + ", rewrite: { prefix: /wp/, location: true } }",
                                "name: as-is, path: /raw/, " + TO + ", rewrite: { prefix: /wp/ } }")
                        .start()) {
            for (String[] pair : new String[][] {
                {"/wp/login?a=b", "/blog/login?a=b"},
                {"http://r.test/wp/x", "http://r.test/blog/x"},
                {"https://R.test:8443/wp/", "https://R.test:8443/blog/"},
                {"http://elsewhere.test/wp/x", "http://elsewhere.test/wp/x"},
                {"//r.test/wp/x", "//r.test/wp/x"},
                {"http://u@r.test/wp/", "http://u@r.test/wp/"},
                {"/wpx", "/wpx"},
            }) {
                backEnd.script((request, connection) -> connection.send(moved.formatted(pair[0])));
                assertEquals(pair[1], ask(edge, "/blog/").only("Location"));
                assertEquals(pair[0], ask(edge, "/raw/").only("Location"));
            }
        }
    }

    @Test
    void redirectsCarryCaptures() throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge = edge(
                                backEnd,
                                "name: www, path: /, redirect: { status: 301, location: 'https://www.r.test$request_uri' }",
                                "name: go, regex: '^/go(.*)$', redirect: { status: 302, location: '/$1' }")
                        .start()) {
            assertEquals("https://www.r.test/a?b", ask(edge, "/x/../a?b").only("Location"));
            assertEquals("/evil.test/", ask(edge, "/go/evil.test/").only("Location"));
        }
    }

    @Test
    void headersAreSetAddedAndRemovedBothWays() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nX-Powered-By: php\r\nVary: Accept\r\nX-Frame-Options: ALLOWALL\r\n"
                + "Content-Length: 2\r\n\r\nok";
        String keys = "    headers:\n      request: { set: [ 'X-Site: own' ], remove: [ X-Secret ] }\n"
                + "      response: { set: [ 'X-Frame-Options: DENY', 'X-Who: site' ], remove: [ x-powered-by ] }\n";
        try (RecordingBackEnd backEnd = RecordingBackEnd.answering(answer);
                EdgeUnderTest edge = EdgeUnderTest.edge()
                        .to(backEnd)
                        .sites(site(
                                keys,
                                "name: all, path: /, headers: { request: { add: [ 'X-Tag: $route from $remote_addr' ] },"
                                        + " response: { set: [ 'X-Who: $host $scheme $upstream' ], add: [ 'Vary: Cookie' ] } }, "
                                        + TO + " }",
                                "name: own, path: /own, headers: { response: { set: [ 'Content-Type: text/css' ] } },"
                                        + " respond: { status: 200, body: x }"))
                        .start()) {
            RawClient.Answer got = ask(edge, "/", "X-Secret: 1", "X-Site: forged", "x-tag: a");
            String sent = backEnd.take().fields().stream()
                    .map(field -> field.name() + ": " + field.value())
                    .collect(Collectors.joining("\n"));
            assertTrue(sent.contains("X-Site: own") && !sent.contains("forged"), sent);
            assertTrue(sent.contains("x-tag: a") && sent.contains("X-Tag: own/all from 127.0.0.1"), sent);
            assertTrue(!sent.contains("Secret"), sent);
            assertEquals("DENY", got.only("X-Frame-Options"));
            assertEquals("r.test http app", got.only("X-Who"));
            assertEquals(List.of("Accept", "Cookie"), got.all("Vary"));
            assertNull(got.only("X-Powered-By"));
            RawClient.Answer own = ask(edge, "/own");
            assertEquals("text/css", own.only("Content-Type"));
            assertEquals("site", own.only("X-Who"));
            RawClient.Answer lost = ask(edge, "/../own/x/%zz");
            assertEquals(400, lost.status());
            assertEquals(List.of(), backEnd.violations());
            assertNull(askHost(edge, "a.test", "/").only("X-Who"), "another site is left alone");
        }
    }

    @Test
    void anAnswerSaysTheHostOfItsOwnRequest() throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge = EdgeUnderTest.edge()
                        .to(backEnd)
                        .sites(
                                "  - name: wild\n    hosts: [ '*.w.test' ]\n    headers: { response: { set: [ 'X-Host: $host' ] } }\n"
                                        + "    routes: [ { name: all, path: /, " + TO + " } } ]\n")
                        .start();
                RawClient client = edge.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: one.w.test:80\r\n\r\nGET / HTTP/1.1\r\nHost: second.w.test\r\n\r\n");
            assertEquals("one.w.test", client.answer().only("X-Host"));
            assertEquals("second.w.test", client.answer().only("X-Host"));
        }
    }

    @Test
    void aSplitKeepsAUserOnOneSide() throws Exception {
        String more =
                "splitClients:\n  - { name: s, by: cookie uid, shares: [ { name: new, share: 30% }, { name: old, share: rest } ] }";
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge = edge(
                                backEnd,
                                "name: new, path: /, when: { split: s/new }, respond: { status: 200, body: new }",
                                "name: old, path: /, respond: { status: 200, body: old }")
                        .more(more)
                        .start()) {
            int fresh = 0;
            for (int user = 0; user < 200; user++) {
                Set<String> sides = Set.copyOf(List.of(
                        ask(edge, "/a", "Cookie: uid=" + user).text(),
                        ask(edge, "/b?c", "Cookie: x=y; uid=" + user).text()));
                assertEquals(1, sides.size(), "user " + user);
                fresh += sides.contains("new") ? 1 : 0;
            }
            assertTrue(Math.abs(fresh - 60) < 26, fresh + " of 200"); // four standard deviations of 6.5
        }
    }

    @Test
    void aSplitByAddressIsOfTheClientAndNotOfItsProxy() throws Exception {
        String splits =
                "\nsplitClients:\n  - { name: s, by: address, shares: [ { name: new, share: 30% }, { name: old, share: rest } ] }";
        String[] routes = {
            "name: new, path: /, when: { split: s/new }, respond: { status: 200, body: new }",
            "name: old, path: /, respond: { status: 200, body: old }"
        };
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge = edge(backEnd, routes)
                        .more("trustedProxies: [ 127.0.0.0/8 ]" + splits)
                        .start();
                EdgeUnderTest unaware = edge(backEnd, routes).more(splits).start()) {
            Set<String> ofTheProxy = new HashSet<>();
            int fresh = 0;
            for (int i = 0; i < 100; i++) {
                String chain = "X-Forwarded-For: 203.0.113.9, 198.51.100." + i;
                String side = ask(edge, "/", chain).text();
                Explanation why = Explanation.of(
                        edge.server().topology(),
                        Explanation.Question.of("GET", "http://r.test/", List.of(chain), "127.0.0.1"));
                assertEquals(side, why.splits().getFirst().share(), chain);
                fresh += side.equals("new") ? 1 : 0;
                ofTheProxy.add(ask(unaware, "/", chain).text());
            }
            assertTrue(Math.abs(fresh - 30) < 19, fresh + " of 100"); // four standard deviations of 4.6
            assertEquals(1, ofTheProxy.size(), "nobody may say who it is unless its proxy is listed");
        }
    }

    @Test
    void errorPagesAreTheSitesOwn() throws Exception {
        Files.writeString(folder.resolve("busy.html"), "<p>{{status}} {{outcome}} {{request_id}} {{reason}}");
        Files.writeString(folder.resolve("lost.json"), "{\"code\":\"{{outcome}}\",\"id\":\"{{request_id}}\"}");
        String keys = "    errorPages:\n      - { statuses: [ 502 ], file: busy.html }\n"
                + "      - { outcomes: [ no-route ], file: lost.json, contentType: application/json }\n";
        RecordingBackEnd gone = new RecordingBackEnd();
        int port = gone.port();
        gone.close();
        try (EdgeUnderTest edge = EdgeUnderTest.edge()
                .servers(EdgeUnderTest.server(port, ""))
                .sites(site(keys, "name: app, path: /a/, " + TO + " }"))
                .start(folder)) {
            RawClient.Answer busy = ask(edge, "/a/", "Accept: text/html");
            assertEquals("text/html; charset=utf-8", busy.only("Content-Type"));
            assertEquals("<p>502 connect-failed " + busy.only("X-Request-Id") + " Bad Gateway", busy.text());
            assertEquals("application/problem+json", ask(edge, "/a/").only("Content-Type"));
            RawClient.Answer lost = ask(edge, "/b");
            assertEquals(404, lost.status());
            assertEquals("{\"code\":\"no-route\",\"id\":\"" + lost.only("X-Request-Id") + "\"}", lost.text());
            assertTrue(ask(edge, "/b", "Accept: text/html").text().contains("<!doctype html>"), "the built-in page");
            assertTrue(
                    askHost(edge, "a.test", "/", "Accept: text/html").text().contains("<!doctype html>"),
                    "another site");
        }
    }

    @Test
    void theOutcomesOfErrorPagesAreThoseThatTheEdgeAnswers() {
        Set<String> answered = Arrays.stream(Outcome.values())
                .filter(outcome -> outcome.status >= 400 && outcome.status != 499)
                .map(outcome -> outcome.code)
                .collect(Collectors.toSet());
        // no site, no pages of a site; and what ends when the answer has begun is told by cutting it
        answered.removeAll(Set.of("no-site", "server-truncated", "server-stalled"));
        assertEquals(answered, Set.copyOf(ErrorPageConfig.OUTCOMES));
    }

    @Test
    void aRouteHasItsOwnTimeouts() throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest edge = edge(
                                backEnd,
                                "name: soon, path: /soon/, timeouts: { responseMs: 150 }, " + TO + " }",
                                "name: stall, path: /stall/, timeouts: { idleMs: 150 }, " + TO + " }")
                        .start()) {
            backEnd.script((request, connection) -> connection.receive(1));
            assertEquals(504, ask(edge, "/soon/").status());
            assertEquals(1, edge.outcomes(Outcome.SERVER_TIMEOUT));
            backEnd.script((request, connection) -> {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
                connection.receive(1);
            });
            assertEquals(false, ask(edge, "/stall/").whole());
            EdgeUnderTest.await("stalled", () -> edge.outcomes(Outcome.SERVER_STALLED) == 1);
        }
    }

    @Test
    void aRouteCanStayOutOfTheLogButNotOutOfTheCount() throws Exception {
        try (RecordingBackEnd backEnd = new RecordingBackEnd()) {
            EdgeUnderTest edge = edge(
                            backEnd,
                            "name: quiet, path: /quiet/, accessLog: false, respond: { status: 200, body: q }",
                            "name: loud, path: /loud/, respond: { status: 200, body: l }")
                    .start();
            try (edge) {
                ask(edge, "/quiet/");
                ask(edge, "/loud/");
                assertEquals(2, edge.outcomes(Outcome.RESPOND));
            }
            List<String> log = edge.log();
            assertEquals(1, log.size(), log::toString);
            assertTrue(log.getFirst().contains("own/loud"), log::toString);
        }
    }

    @Test
    void onlyTheDefaultSiteTakesHostsThatNobodyNames() throws Exception {
        String sites = "  - name: fallback\n    default: true\n    hosts: [ f.test ]\n"
                + "    routes: [ { name: all, path: /, respond: { status: 200, body: fallback } } ]\n";
        try (RecordingBackEnd backEnd = new RecordingBackEnd();
                EdgeUnderTest strict = EdgeUnderTest.edge().to(backEnd).start();
                EdgeUnderTest open =
                        EdgeUnderTest.edge().to(backEnd).sites(sites).start()) {
            assertEquals(421, askHost(strict, "nobody.test", "/").status());
            assertEquals("fallback", askHost(open, "nobody.test", "/").text());
            assertEquals("fallback", askHost(open, "192.0.2.7:8080", "/").text());
            assertEquals("ok", askHost(open, "a.test", "/").text());
            try (RawClient client = open.connect()) {
                assertEquals(
                        "fallback",
                        client.send("GET / HTTP/1.0\r\n\r\n").answer().text());
            }
        }
    }
}
