package dev.naru.edge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that are given by name, and who is asked for them. */
class ServerNamesTest {
    private static ConfigResult read(String server, String more) {
        return ConfigReader.read("""
                listeners: [ { name: http, address: ":8080" } ]
                upstreams: [ { name: app, servers: [ %s ] } ]
                sites: [ { name: all, default: true, routes: [ { name: all, path: /, proxy: { upstream: app } } ] } ]
                %s
                """.formatted(server, more), Path.of("."));
    }

    private static EdgeConfig config(String server, String more) {
        ConfigResult result = read(server, more);
        return assertInstanceOf(ConfigResult.Loaded.class, result, result::toString)
                .config();
    }

    private static AddressConfig address(String server) {
        return config(server, "")
                .upstreams()
                .getFirst()
                .groups()
                .getFirst()
                .servers()
                .getFirst()
                .address();
    }

    private static String error(String server, String more) {
        ConfigResult result = read(server, more);
        List<ConfigError> errors = assertInstanceOf(ConfigResult.Refused.class, result, result::toString)
                .errors();
        assertEquals(1, errors.size(), errors::toString);
        return errors.getFirst().toString().replaceFirst("edge.yaml:\\d+:\\d+: ", "");
    }

    @Test
    void onlyNamesAreAskedFor() {
        assertEquals(new TcpAddress("10.0.0.1", 80), address("{ address: \"10.0.0.1:80\" }"));
        assertEquals(new TcpAddress("::1", 80), address("{ address: \"[::1]:80\" }"));
        assertEquals(new TcpAddress("localhost", 80), address("{ address: \"localhost:80\" }"));
        assertEquals(new DnsAddress("shop-app", 80, Resolve.ONE), address("{ address: \"shop-app:80\" }"));
    }

    @Test
    void aNameCanBeManyServers() {
        assertEquals(
                new DnsAddress("shop-app", 80, Resolve.ALL), address("{ address: \"shop-app:80\", resolve: all }"));
        assertEquals(
                new DnsAddress("_http._tcp.shop.test.", 0, Resolve.SRV),
                address("{ address: _http._tcp.shop.test., resolve: srv }"));
    }

    @Test
    void aDotAtItsEndIsKept() {
        assertEquals(
                new DnsAddress("shop.test.", 80, Resolve.ALL), address("{ address: \"shop.test.:80\", resolve: all }"));
    }

    @Test
    void nameServers() {
        assertEquals(
                List.of(new TcpAddress("10.0.0.53", 53), new TcpAddress("::1", 5353)),
                config("{ address: \"a:80\" }", "dns: { servers: [ 10.0.0.53, \"[::1]:5353\" ] }")
                        .dns()
                        .servers());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { address: '10.0.0.1:80', resolve: all } | upstreams[0].servers[0].address: expected a host name to resolve, such as shop-app:8080, found '10.0.0.1:80'
            { address: 'localhost:80', resolve: all } | upstreams[0].servers[0].address: expected a host name to resolve, such as shop-app:8080, found 'localhost:80'
            { address: 'unix:/a.sock', resolve: all } | upstreams[0].servers[0].address: expected a host name to resolve, such as shop-app:8080, found 'unix:/a.sock'
            { address: 'a.test:80', resolve: srv } | upstreams[0].servers[0].address: expected a service's name without a port, such as _http._tcp.shop-app, found 'a.test:80'
            { address: 'a.test', resolve: srv, weight: 2 } | upstreams[0].servers[0].weight: has no effect with resolve: srv: each record tells its own
            """, quoteCharacter = '~')
    void whatCannotBeResolved(String server, String error) {
        assertEquals(error, error(server, ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { servers: [ dns.test ] } | dns.servers[0]: expected a name server's address such as 10.0.0.53, 10.0.0.53:5353 or [fd00::53]:53, found 'dns.test'
            { minTtlMs: 5000, maxTtlMs: 1000 } | dns.maxTtlMs: expected at least minTtlMs (5000), found 1000
            """)
    void nameServersAreAddresses(String dns, String error) {
        assertEquals(error, error("{ address: \"a:80\" }", "dns: " + dns));
    }
}
