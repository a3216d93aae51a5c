package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.admin.Json;
import dev.naru.edge.config.ConfigReader;
import dev.naru.edge.config.ConfigResult;
import dev.naru.edge.config.EdgeConfig;
import dev.naru.edge.proxy.Explanation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code edge-lb explain} says of a request. */
class ExplainTest {
    private static final String EDGE = """
            listeners: [ { name: http, address: "127.0.0.1:0" } ]
            upstreams:
              - name: app
                groups:
                  - { name: prod1, weight: 90, servers: [ { name: a, address: "127.0.0.1:1" }, { name: b, address: "127.0.0.1:2", weight: 0 } ] }
                  - { name: prod2, weight: 0, servers: [ { name: c, address: "127.0.0.1:3" } ] }
            splitClients: [ { name: s, by: cookie uid, shares: [ { name: new, share: 50% }, { name: old, share: rest } ] } ]
            sites:
              - name: www
                hosts: [ www.test ]
                routes:
                  - { name: post, path: /files/, when: { methods: [ POST ] }, respond: { status: 204 } }
                  - { name: files, path: /files/, methods: [ GET ], proxy: { upstream: app, rewrite: { prefix: /f/ } } }
                  - { name: gif, regex: "gif$", when: { split: s/new }, redirect: { status: 302, location: "/pics$request_uri" } }
                  - { name: half, regex: "^/h/(..)", proxy: { upstream: app, rewrite: { to: /x/$1 } } }
                  - { name: all, path: /, proxy: { upstream: app } }
              - { name: wild, hosts: [ "*.test" ], routes: [ { name: none, path: /none, respond: { status: 200 } } ] }
            """;

    private static EdgeConfig config() {
        ConfigResult result = ConfigReader.read(EDGE, Path.of("."));
        return ((ConfigResult.Loaded) result).config();
    }

    private static Explanation explain(String method, String host, String target, String... headers) throws Exception {
        return Explanation.of(
                new SnapshotCompiler().topology(config()),
                new Explanation.Question(method, "http", host, target, List.of(headers), "192.0.2.1"));
    }

    private static List<String> reasons(Explanation explanation) {
        return explanation.routes().stream()
                .map(route -> route.name() + ": " + route.why())
                .toList();
    }

    @Test
    void saysWhichRouteTookItAndWhyTheOthersDidNot() throws Exception {
        Explanation e = explain("GET", "WWW.test:8080", "/x/../files/%41?b=c");
        assertEquals("/files/A", e.path());
        assertEquals(new Explanation.Chosen("www", "its host www.test"), e.site());
        assertEquals("www/files", e.route().name());
        assertEquals(
                List.of(
                        "www/post: not met: method POST",
                        "www/files: the longest prefix, and no regex takes the path",
                        "www/gif: does not take this path",
                        "www/half: does not take this path",
                        "www/all: a longer prefix takes the path"),
                reasons(e));
        assertEquals("/f/A?b=c", e.action().target());
        assertEquals("round-robin", e.action().balance());
        assertEquals(
                List.of("a up true", "b up, it has weight 0 false", "c up, its group has weight 0 false"),
                e.servers().stream()
                        .map(s -> s.name() + " " + s.state() + " " + s.eligible())
                        .toList());
    }

    @Test
    void saysWhereASplitPutsTheUser() throws Exception {
        Explanation e = explain("GET", "www.test", "/a.gif", "Cookie: uid=7");
        assertEquals(1, e.splits().size());
        boolean fresh = e.splits().getFirst().bucket() < 5_000;
        assertEquals(fresh ? "new" : "old", e.splits().getFirst().share());
        assertEquals("cookie uid", e.splits().getFirst().toldBy());
        assertEquals(fresh ? "www/gif" : "www/all", e.route().name());
    }

    @Test
    void saysWhyTheEdgeWouldRefuse() throws Exception {
        assertEquals("no-site", explain("GET", "other", "/").refusal().outcome());
        assertEquals("no-route", explain("GET", "x.test", "/").refusal().outcome());
        assertEquals("its wildcard *.test", explain("GET", "x.test", "/").site().why());
        assertEquals(
                "method-refused",
                explain("PUT", "www.test", "/files/").refusal().outcome());
        assertEquals(
                "method-refused", explain("TRACE", "www.test", "/").refusal().outcome());
        assertEquals(
                "rewrite-refused",
                explain("GET", "www.test", "/h/%2F").refusal().outcome());
        Explanation broken = explain("GET", "www.test", "/%zz");
        assertEquals("client-bad-request", broken.refusal().outcome());
        assertEquals(400, broken.refusal().status());
    }

    @Test
    void jsonSaysTheSame() throws Exception {
        String json = Json.of(explain("GET", "www.test", "/files/\"", "X: a\"b\\c"));
        assertTrue(json.startsWith("{\"question\":{\"method\":\"GET\",\"scheme\":\"http\""), json);
        assertTrue(json.contains("\"headers\":[\"X: a\\\"b\\\\c\"]"), json);
        assertTrue(json.contains("\"route\":{\"name\":\"www/files\",\"why\":"), json);
        assertTrue(json.contains("\"refusal\":null"), json);
    }

    @Test
    void theCommandReadsItsWords() throws Exception {
        String[] words = {
            "explain", "--config", "e.yaml", "--header", "A: b", "--client", "::1", "POST", "https://www.test:8443?x"
        };
        ExplainCommand command = ExplainCommand.parse(words);
        assertEquals(Path.of("e.yaml"), command.config());
        String said = said(command);
        assertTrue(said.contains("POST https://www.test:8443/?x from ::1"), said);
        assertTrue(said.contains("www/all: the longest prefix"), said);
        assertTrue(said.contains("server    prod1/a at"), said);
    }

    @Test
    void theCommandRefusesOtherWords() {
        for (String[] words : new String[][] {
            {"explain", "http://a/"},
            {"explain", "--config", "e.yaml"},
            {"explain", "--config", "e.yaml", "a/b"},
            {"explain", "--config", "e.yaml", "ftp://a/"},
            {"explain", "--config", "e.yaml", "http://a/", "http://b/", "c"},
            {"explain", "--config", "e.yaml", "http://a/", "--header"},
            {"explain", "--config", "e.yaml", "http://a/", "--header", "a\r\nb: c"},
            {"explain", "--config", "e.yaml", "http://a/", "--client", "me"},
            {"explain", "--config", "e.yaml", "http://a/", "--method", "G T"},
        }) {
            assertThrows(UsageException.class, () -> ExplainCommand.parse(words), String.join(" ", words));
        }
    }

    private static String said(ExplainCommand command) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertEquals(0, command.run(config()));
        } finally {
            System.setOut(before);
        }
        return said.toString(StandardCharsets.UTF_8);
    }
}
