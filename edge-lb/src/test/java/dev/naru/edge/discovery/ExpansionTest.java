package dev.naru.edge.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.naru.edge.config.ConfigReader;
import dev.naru.edge.config.ConfigResult;
import dev.naru.edge.config.DnsAddress;
import dev.naru.edge.config.EdgeConfig;
import dev.naru.edge.config.ResolvedAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExpansionTest {
    private static EdgeConfig config(String servers) {
        ConfigResult result = ConfigReader.read("""
                listeners: [ { name: http, address: ":8080" } ]
                upstreams: [ { name: app, servers: [ %s ] } ]
                sites: [ { name: all, default: true, routes: [ { name: all, path: /, proxy: { upstream: app } } ] } ]
                """.formatted(servers), Path.of("."));
        return assertInstanceOf(ConfigResult.Loaded.class, result, result::toString)
                .config();
    }

    private static List<Endpoint> at(String... hosts) {
        return Stream.of(hosts)
                .map(host -> new Endpoint(new ResolvedAddress("n", host, 80), 7, false))
                .toList();
    }

    private static List<String> servers(EdgeConfig config, Map<String, List<Endpoint>> known) {
        return Expansion.expand(config, name -> known.getOrDefault(name.name(), List.of()))
                .upstreams()
                .getFirst()
                .groups()
                .getFirst()
                .servers()
                .stream()
                .map(server -> server.name() + " " + server.address() + " " + server.weight()
                        + (server.backup() ? " backup" : ""))
                .toList();
    }

    @Test
    void namesAreTakenFromServersOnly() {
        assertEquals(
                List.of("a:80"),
                Expansion.names(config("{ address: \"a:80\" }, { address: \"10.0.0.1:80\" }")).stream()
                        .map(DnsAddress::toString)
                        .toList());
    }

    @Test
    void oneServerKeepsItsName() {
        EdgeConfig config = config("{ address: \"a:80\", weight: 3 }, { name: b, address: \"b:80\", backup: true }");
        assertEquals(
                List.of("a:80 10.0.0.1:80 3", "b 10.0.0.2:80 1 backup"),
                servers(config, Map.of("a", at("10.0.0.1"), "b", at("10.0.0.2"))));
    }

    @Test
    void manyAreCalledByTheirAddress() {
        EdgeConfig config =
                config("{ address: \"a:80\", resolve: all, weight: 2 }, { name: b, address: \"b:80\", resolve: all }");
        assertEquals(
                List.of("10.0.0.1:80 10.0.0.1:80 2", "[::1]:80 [::1]:80 2", "b@10.0.0.3:80 10.0.0.3:80 1"),
                servers(config, Map.of("a", at("10.0.0.1", "::1"), "b", at("10.0.0.3"))));
    }

    @Test
    void recordsOfServicesTellTheWeight() {
        assertEquals(
                List.of("s@10.0.0.1:80 10.0.0.1:80 7"),
                servers(config("{ name: s, address: _a._tcp.b, resolve: srv }"), Map.of("_a._tcp.b", at("10.0.0.1"))));
    }

    @Test
    void oneAddressIsOneServerWhoeverFoundIt() {
        EdgeConfig config = config("{ address: \"10.0.0.1:80\" }, { name: b, address: \"b:80\", resolve: all }");
        assertEquals(
                List.of("10.0.0.1:80 10.0.0.1:80 1", "b@10.0.0.2:80 10.0.0.2:80 1"),
                servers(config, Map.of("b", at("10.0.0.1", "10.0.0.2"))));
    }

    @Test
    void aNameThatIsNotFoundIsNoServer() {
        assertEquals(List.of(), servers(config("{ address: \"a:80\" }"), Map.of()));
    }
}
