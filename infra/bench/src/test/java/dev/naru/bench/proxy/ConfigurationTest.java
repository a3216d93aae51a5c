package dev.naru.bench.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class ConfigurationTest {

    @TempDir
    Path dir;

    @Test
    void everyTemplateIsFilledCompletely() throws Exception {
        Setup setup = setup(2, true);
        List<String> edge = edge(EdgeVariant.DEFAULT).configure(setup);
        new Nginx().configure(setup);
        new Haproxy().configure(setup);

        for (String name : List.of("nginx.conf", "nginx-site.conf", "haproxy.cfg", "edge.yaml")) {
            String text = Files.readString(dir.resolve(name));
            assertTrue(text.lines().filter(line -> !line.startsWith("#")).noneMatch(line -> line.contains("${")), text);
        }
        assertEquals(
                List.of("run", "--config", dir.resolve("edge.yaml").toString()),
                edge.subList(edge.size() - 3, edge.size()));
    }

    @Test
    void aVariantChangesItsSettingsAndNothingElse() throws Exception {
        EdgeVariant variant =
                EdgeVariant.parse("uring=runtime.transport=io_uring,limits.headers=64,-XX:+UseParallelGC");
        List<String> command = edge(variant).configure(setup(1, false));

        Map<?, ?> yaml = (Map<?, ?>)
                new Load(LoadSettings.builder().build()).loadFromString(Files.readString(dir.resolve("uring.yaml")));
        assertEquals(Map.of("transport", "io_uring", "eventLoops", 1), yaml.get("runtime"));
        assertEquals(64, ((Map<?, ?>) yaml.get("limits")).get("headers"));
        assertEquals(3, ((List<?>) yaml.get("listeners")).size());
        assertEquals(false, ((Map<?, ?>) yaml.get("accessLog")).get("enabled"));
        assertTrue(command.contains("EDGE_JAVA_OPTIONS=-XX:+UseParallelGC"), command.toString());
    }

    @Test
    void aVariantMayUseTheUnixSocketOfTheBackEnd() throws Exception {
        edge(EdgeVariant.parse("unix=back-end=unix")).configure(setup(1, false));
        String yaml = Files.readString(dir.resolve("unix.yaml"));
        assertTrue(yaml.contains("address: \"unix:" + dir.resolve("back-end.sock") + "\""), yaml);
    }

    @Test
    void anotherBuildIsAVariant() {
        assertEquals(
                Path.of("/builds/old.jar"),
                EdgeVariant.parse("old=jar=/builds/old.jar").jar());
    }

    @Test
    void aVariantThatSaysNothingIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> EdgeVariant.parse("uring"));
        assertThrows(IllegalArgumentException.class, () -> EdgeVariant.parse("uring=transport"));
        assertThrows(
                IllegalArgumentException.class,
                () -> Settings.apply("runtime: { transport: auto }", Map.of("runtime.transport.deep", "1")));
    }

    @Test
    void aVariantReachesIntoLists() {
        String yaml =
                Settings.apply("upstreams: [ { name: a }, { name: b } ]", Map.of("upstreams.1.hold.timeoutMs", "5"));
        Map<?, ?> root = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
        assertEquals(
                List.of(Map.of("name", "a"), Map.of("name", "b", "hold", Map.of("timeoutMs", 5))),
                root.get("upstreams"));
        assertThrows(
                IllegalArgumentException.class,
                () -> Settings.apply("upstreams: [ { name: a } ]", Map.of("upstreams.1.keepalive", "5")));
    }

    @Test
    void edgeWithoutABuildSaysHowToBuildIt() {
        Edge edge = new Edge(EdgeVariant.DEFAULT, Path.of("edge-lb"), null, List.of(), List.of());

        assertTrue(edge.missing().orElseThrow().contains("./mvnw -f edge-lb/pom.xml package"));
    }

    @Test
    void certificatesAreInPemForAll() throws Exception {
        Certificates.write(dir);

        for (String name : List.of("p256", "rsa")) {
            String certificate = Files.readString(dir.resolve(name + ".pem"));
            String key = Files.readString(dir.resolve(name + ".key"));
            assertTrue(
                    certificate.startsWith("-----BEGIN CERTIFICATE-----") && certificate.endsWith("\n"), certificate);
            assertTrue(key.startsWith("-----BEGIN PRIVATE KEY-----"));
            assertEquals(certificate + key, Files.readString(dir.resolve(name + "-both.pem")));
        }
    }

    private Setup setup(int loops, boolean accessLog) {
        return new Setup(dir, dir.resolve("back-end.sock"), new Ports(19_300, 0), loops, accessLog);
    }

    private static Edge edge(EdgeVariant variant) {
        return new Edge(variant, Path.of("bin/edge-lb"), Path.of("edge-lb.jar"), List.of(), List.of());
    }
}
