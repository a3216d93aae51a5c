package dev.naru.edge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files are told that contradict themselves about deployments. */
class DeploymentErrorsTest {
    @TempDir
    Path folder;

    @BeforeEach
    void makeFiles() throws IOException {
        Files.writeString(folder.resolve("token"), "t\n");
        Files.createDirectory(folder.resolve("state"));
    }

    private ConfigResult read(String admin, String deployment) {
        return ConfigReader.read(
                "listeners: [ { name: http, address: ':0' } ]\n" + admin
                        + "upstreams:\n"
                        + "  - { name: shop, groups: [ { name: prod1, servers: [ { address: 'a:1' } ] }, { name:"
                        + " prod2, weight: 0, servers: [ { address: 'b:1' } ] } ] }\n"
                        + "  - { name: one, servers: [ { address: 'c:1' } ] }\n"
                        + "sites:\n"
                        + "  - name: s\n"
                        + "    default: true\n"
                        + "    routes:\n"
                        + "      - { name: all, path: /, proxy: { upstream: shop } }\n"
                        + "      - { name: one, path: /one/, proxy: { upstream: one } }\n"
                        + "deployments:\n"
                        + "  - " + deployment + "\n",
                folder);
    }

    private static final String ADMIN = "admin: { address: '127.0.0.1:0', tokenFile: token }\n";

    private void refused(String deployment, String message) {
        ConfigResult result = read(ADMIN, deployment);
        List<String> errors = assertInstanceOf(ConfigResult.Refused.class, result, result::toString).errors().stream()
                .map(Object::toString)
                .toList();
        assertTrue(errors.stream().anyMatch(error -> error.contains(message)), errors::toString);
    }

    @Test
    void theDefaults() {
        ConfigResult result = read(ADMIN, "{ upstream: shop, folder: state }");
        assertEquals(
                List.of(new DeploymentConfig(
                        "shop",
                        folder.resolve("state"),
                        50,
                        List.of(10, 25, 50, 75, 100),
                        60_000,
                        100,
                        1_800_000,
                        5,
                        false,
                        new DeploymentConfig.Guard(20, 2, 125, 5),
                        null,
                        null)),
                assertInstanceOf(ConfigResult.Loaded.class, result, result::toString)
                        .config()
                        .deployments());
    }

    @Test
    void itGoesBetweenTwoGroupsOfAKnownUpstream() {
        refused("{ upstream: one, folder: state }", "a deployment goes between two groups; 'one' has 1");
        refused("{ upstream: shp, folder: state }", "no upstream is named 'shp'");
        refused("{ upstream: shop, folder: state }\n  - { upstream: shop, folder: state }", "is taken by");
    }

    @Test
    void stepsRiseToTheEnd() {
        refused("{ upstream: shop, folder: state, steps: [ 10, 5, 100 ] }", "expected rising shares, found 5 after 10");
        refused("{ upstream: shop, folder: state, steps: [ 10, 50 ] }", "expected 100 as the last share");
        assertInstanceOf(
                ConfigResult.Loaded.class,
                read(ADMIN, "{ upstream: shop, folder: state, steps: [ 10, 50 ], then: even }"));
    }

    @Test
    void aFolderIsThereAndSomebodyCanStart() {
        refused("{ upstream: shop, folder: nowhere }", "does not exist");
        assertInstanceOf(ConfigResult.Refused.class, read("", "{ upstream: shop, folder: state }"));
    }

    @Test
    void aSignalHasABoundAndAnAddress() {
        refused(
                "{ upstream: shop, folder: state, signal: { url: 'http://a/', value: rate } }",
                "expected min, max or both");
        refused(
                "{ upstream: shop, folder: state, signal: { url: 'ftp://a/', value: rate, min: '1' } }",
                "a URL of http");
        refused("{ upstream: shop, folder: state, signal: { url: 'http://a/', value: rate, min: 'NaN' } }", "a number");
    }

    @Test
    void sharingNeedsRedisAndALeaseThatOutlastsALateAnswer() {
        refused("{ upstream: shop, folder: state, shared: { redis: here } }", "an address such as 10.0.0.7:6379");
        refused("{ upstream: shop, folder: state, shared: { key: a } }", "redis");
        refused(
                "{ upstream: shop, folder: state, shared: { redis: 'r:1', leaseMs: 3000, timeoutMs: 500 } }",
                "expected at least 2000 and three times timeoutMs (3500)");
        refused("{ upstream: shop, folder: state, shared: { redis: 'r:1', passwordFile: none } }", "does not exist");
        refused("{ upstream: shop, folder: state, shared: { redis: 'r:1', key: 'a b' } }", "letters, digits, colons");
        ConfigResult result = read(ADMIN, "{ upstream: shop, folder: state, shared: { redis: 'redis-1:6379' } }");
        assertEquals(
                new DeploymentConfig.Shared(new HostPort("redis-1", 6379), null, "naru:deployments", null, 5000, 500),
                assertInstanceOf(ConfigResult.Loaded.class, result, result::toString)
                        .config()
                        .deployments()
                        .getFirst()
                        .shared());
    }
}
