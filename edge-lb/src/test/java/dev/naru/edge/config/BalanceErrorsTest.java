package dev.naru.edge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files are told that contradict themselves about balancing and affinity. */
class BalanceErrorsTest {
    private static final String SERVERS = "servers: [ { address: 'a:1' }, { address: 'b:1' } ]";
    private static final String ROUTE = "{ name: r, path: /, proxy: { upstream: app } }";

    @TempDir
    Path folder;

    @BeforeEach
    void makeKeys() throws IOException {
        Files.writeString(folder.resolve("good.key"), "0f".repeat(32) + "\n");
        Files.writeString(folder.resolve("short.key"), "0f".repeat(16) + "\n");
        Files.writeString(folder.resolve("text.key"), "hunter2hunter2hunter2hunter2hunter2hunter2hunter2\n");
    }

    private ConfigResult read(String upstream, String routes) {
        return ConfigReader.read(
                "listeners: [ { name: http, address: ':0' } ]\n"
                        + "upstreams:\n"
                        + "  - name: app\n"
                        + "    " + upstream + "\n"
                        + "    " + SERVERS + "\n"
                        + "  - { name: two, servers: [ { address: 'c:1' } ] }\n"
                        + "sites:\n"
                        + "  - name: s\n    default: true\n    routes:\n"
                        + "      - { name: two, path: /two/, proxy: { upstream: two } }\n"
                        + routes,
                folder);
    }

    private List<String> errors(String upstream, String route) {
        ConfigResult result = read(upstream, "      - " + route + "\n");
        return assertInstanceOf(ConfigResult.Refused.class, result, result::toString).errors().stream()
                .map(error -> error.toString().replace(folder.toString(), "FOLDER"))
                .toList();
    }

    private static String with(String affinity) {
        return ROUTE.replace(" }", "").replace("upstream: app", "upstream: app }") + ", affinity: { " + affinity
                + " } }";
    }

    @Test
    void aHashNeedsItsKeyAndAKeyItsHash() {
        assertEquals(
                List.of("edge.yaml:4:14: upstreams[0].balance: hash needs to know of what: add for example"
                        + "  hash: { by: uri }"),
                errors("balance: hash", ROUTE));
        assertEquals(
                List.of("edge.yaml:4:11: upstreams[0].hash: goes with  balance: hash  only"),
                errors("hash: { by: uri }", ROUTE));
        assertEquals(
                List.of("edge.yaml:4:14: upstreams[0].balance: expected one of hash, ip-hash, least-latency,"
                        + " least-requests, round-robin, found 'random'"),
                errors("balance: random", ROUTE));
    }

    @Test
    void aHashOfSomethingNamedNeedsTheName() {
        assertEquals(
                List.of("edge.yaml:5:11: upstreams[0].hash.name: the key is required with  by: cookie  and missing"),
                errors("balance: hash\n    hash: { by: cookie }", ROUTE));
        assertEquals(
                List.of("edge.yaml:5:28: upstreams[0].hash.name: goes with  by: header, cookie or query  only,"
                        + " found  by: uri"),
                errors("balance: hash\n    hash: { by: uri, name: x }", ROUTE));
        assertEquals(
                List.of("edge.yaml:5:31: upstreams[0].hash.name: expected a name of 1 to 64 letters, digits and"
                        + " hyphens, found 'x y'"),
                errors("balance: hash\n    hash: { by: header, name: 'x y' }", ROUTE));
    }

    @Test
    void aBoundWithoutRoomIsRefused() {
        assertEquals(
                List.of("edge.yaml:5:38: upstreams[0].hash.maxLoadPercent: expected 0 (no bound) or 101 to 1000,"
                        + " found 100: with no room above its fair share no server could keep its keys"),
                errors("balance: hash\n    hash: { by: uri, maxLoadPercent: 100 }", ROUTE));
    }

    @Test
    void theKeyFileIsThereAndHoldsKeysAndIsNeverShown() {
        assertEquals(
                List.of("edge.yaml:12:65: sites[0].routes[1].affinity.keyFile: the key is required with  by: cookie"
                        + "  and missing"),
                errors("retries: 1", with("to: server")));
        for (String file : List.of("short.key", "text.key")) {
            List<String> errors = errors("retries: 1", with("to: server, keyFile: " + file));
            assertEquals(
                    List.of("edge.yaml:12:88: sites[0].routes[1].affinity.keyFile: the file FOLDER/" + file
                            + " must hold one or two lines of 64 to 128 hexadecimal digits; make one:"
                            + "  openssl rand -hex 32 > " + file),
                    errors);
            assertFalse(errors.toString().contains("hunter"));
        }
    }

    @Test
    void keysThatDoNotGoTogetherAreRefused() {
        assertEquals(
                List.of("edge.yaml:12:65: sites[0].routes[1].affinity.name: the key is required with  by: header"
                        + "  and missing"),
                errors("retries: 1", with("by: header, to: server")));
        assertEquals(
                List.of(
                        "edge.yaml:12:86: sites[0].routes[1].affinity.name: goes with  by: cookie  or  by: header  only",
                        "edge.yaml:12:110: sites[0].routes[1].affinity.maxAgeS: goes with  by: cookie  only"),
                errors("retries: 1", with("by: address, name: x, to: server, maxAgeS: 5")));
        assertEquals(
                List.of("edge.yaml:12:65: sites[0].routes[1].affinity: goes with proxy only"),
                errors(
                        "retries: 1",
                        "{ name: r, path: /, respond: { status: 404 }, affinity: { by: address, to: server } }\n"
                                + "      - { name: q, path: /q, proxy: { upstream: app } }"));
    }

    @Test
    void oneCookieNamesServersOfOneUpstream() {
        ConfigResult result = read(
                "retries: 1",
                "      - " + with("to: server, keyFile: good.key") + "\n"
                        + "      - { name: q, path: /q/, proxy: { upstream: two }, affinity: { to: server, keyFile: good.key } }\n");
        assertEquals(
                List.of("edge.yaml:13:67: sites[0].routes[2].affinity: the cookie LBSESSIONID names servers of 'app'"
                        + " already, on another route of this site; give this one a name of its own"),
                assertInstanceOf(ConfigResult.Refused.class, result, result::toString).errors().stream()
                        .map(Object::toString)
                        .toList());
    }

    @Test
    void affinityToTheOnlyGroupIsProbablyNotMeant() {
        ConfigResult result = read("retries: 1", "      - " + with("keyFile: good.key") + "\n");
        assertEquals(
                List.of("edge.yaml:12:65: sites[0].routes[1].affinity: has no effect: the upstream 'app' has one group"
                        + " only; give it groups, or stay  to: server"),
                assertInstanceOf(ConfigResult.Loaded.class, result, result::toString).warnings().stream()
                        .map(Object::toString)
                        .toList());
    }
}
