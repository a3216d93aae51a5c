package dev.naru.edge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a valid file becomes. */
class ConfigReaderTest {
    private static final String SMALLEST = """
            listeners: [ { name: http, address: ":8080" } ]
            sites:
              - name: all
                default: true
                routes: [ { name: hello, path: /, respond: { status: 200 } } ]
            """;

    private static final String SHOP = """
            listeners:
              - { name: http, address: "0.0.0.0:8080" }
              - name: https
                address: "[::1]:8443"
                proxyProtocol: true
                tls:
                  tls12: false
                  certificates:
                    - { certificateFile: secrets/www.pem, keyFile: secrets/www.key }
            admin: { tokenFile: secrets/admin.token }
            upstreams:
              - name: shop
                groups:
                  - name: prod1
                    weight: 90
                    servers: [ { name: prod1-a, address: "127.0.0.1:8101" }, { address: "[::1]:8102", weight: 2 } ]
                  - name: prod2
                    weight: 10
                    servers: [ { name: prod2-a, address: "app-2:8201" }, { name: prod2-b, address: "unix:/run/b.sock", backup: true } ]
                maxFails: 3
                retries: 0
                health: { path: /q/health/ready, intervalMs: 500, fall: 5 }
              - name: origin
                servers: [ { address: "127.0.0.1:8301" } ]
            sites:
              - name: shop
                hosts: [ WWW.shop.localhost, "*.m.shop.localhost" ]
                default: true
                routes:
                  - { name: internals, path: /q/, respond: { status: 404, body: "none here\\n", contentType: text/html } }
                  - { name: to-https, path: /old, when: { scheme: http }, redirect: { status: 308, scheme: https, port: 8443 } }
                  - { name: moved, path: /moved, redirect: { status: 302, location: "https://example.com/?a=b" } }
                  - { name: pages, path: /, proxy: { upstream: shop }, maxBodyBytes: 0 }
              - name: api
                hosts: [ api.shop.localhost ]
                routes:
                  - { name: uploads, path: /files/, maxBodyBytes: 10737418240, methods: [GET, PUT], proxy: { upstream: origin } }
            limits: { headBytes: 65536, keepAliveRequests: 7 }
            runtime: { transport: io-uring, drainDelayMs: 5000 }
            accessLog: { format: json, file: access.log }
            trustedProxies: [ 10.0.0.0/8, "2001:db8::/32", 127.0.0.1 ]
            """;

    @TempDir
    Path folder;

    private EdgeConfig load(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("edge.yaml"), text);
        ConfigResult result = ConfigReader.read(file);
        ConfigResult.Loaded loaded = assertInstanceOf(ConfigResult.Loaded.class, result, result::toString);
        assertEquals(List.of(), loaded.warnings());
        return loaded.config();
    }

    private EdgeConfig loadShop() throws IOException {
        Files.createDirectories(folder.resolve("secrets"));
        for (String name : List.of("www.pem", "www.key", "admin.token")) {
            Files.createFile(folder.resolve("secrets").resolve(name));
        }
        return load(SHOP);
    }

    private static RouteConfig route(
            String name, PathMatch path, ActionConfig action, long maxBodyBytes, List<String> methods, int line) {
        return new RouteConfig(
                name,
                path,
                action,
                maxBodyBytes,
                methods,
                ConditionsConfig.ANY,
                HeadersConfig.NONE,
                TimeoutsConfig.UPSTREAMS,
                true,
                AccessConfig.OPEN,
                HandlingConfig.DEFAULTS,
                null,
                line);
    }

    private static List<RouteConfig> withoutLines(List<RouteConfig> routes) {
        return routes.stream()
                .map(r -> route(r.name(), r.path(), r.action(), r.maxBodyBytes(), r.methods(), 0))
                .toList();
    }

    @Test
    void smallestFileHasTheDefaults() throws IOException {
        RouteConfig route = route(
                "hello",
                new PrefixPath("/", false),
                new RespondConfig(200, "", "text/plain; charset=utf-8"),
                1_048_576,
                List.of(),
                5);
        EdgeConfig expected = new EdgeConfig(
                List.of(new ListenerConfig("http", "0.0.0.0", 8080, null, false)),
                null,
                List.of(),
                List.of(new SiteConfig("all", List.of(), true, null, List.of(route), HeadersConfig.NONE, List.of())),
                new LimitsConfig(8192, 32768, 128, 10000, 75000, 1000, 1024, 30000, 65536, 0, 3600000),
                new RuntimeConfig(Transport.AUTO, 0, 0, 30000, true),
                new AccessLogConfig(true, null, AccessLogConfig.Format.COMBINED),
                List.of(),
                new AccessPolicies(List.of(), List.of(), List.of()),
                List.of(),
                new DnsConfig(List.of(), 1000, 5000, 2000, 256),
                null);
        assertEquals(expected, load(SMALLEST));
    }

    @Test
    void listenersAndAdminResolveFilesAgainstTheFolder() throws IOException {
        EdgeConfig config = loadShop();
        Path secrets = folder.resolve("secrets");
        TlsConfig tls = new TlsConfig(
                List.of(new CertificateConfig(secrets.resolve("www.pem"), secrets.resolve("www.key"))), false, 10_000);
        assertEquals(
                List.of(
                        new ListenerConfig("http", "0.0.0.0", 8080, null, false),
                        new ListenerConfig("https", "::1", 8443, tls, true)),
                config.listeners());
        assertEquals(new AdminConfig("127.0.0.1", 9900, secrets.resolve("admin.token"), null), config.admin());
    }

    @Test
    void upstreamsHaveGroupsServersAndDefaults() throws IOException {
        GroupConfig prod1 = new GroupConfig(
                "prod1",
                90,
                List.of(
                        new ServerConfig("prod1-a", new TcpAddress("127.0.0.1", 8101), 1, false),
                        new ServerConfig("[::1]:8102", new TcpAddress("::1", 8102), 2, false)));
        GroupConfig prod2 = new GroupConfig(
                "prod2",
                10,
                List.of(
                        new ServerConfig("prod2-a", new DnsAddress("app-2", 8201, Resolve.ONE), 1, false),
                        new ServerConfig("prod2-b", new UnixAddress(Path.of("/run/b.sock")), 1, true)));
        GroupConfig origin = new GroupConfig(
                "default", 1, List.of(new ServerConfig("127.0.0.1:8301", new TcpAddress("127.0.0.1", 8301), 1, false)));
        HealthCheckConfig health = new HealthCheckConfig("/q/health/ready", 500, 500, 2, 5, 200, true);
        BalanceConfig balance = BalanceConfig.USUAL;
        assertEquals(
                List.of(
                        new UpstreamConfig(
                                "shop",
                                balance,
                                List.of(prod1, prod2),
                                3,
                                10000,
                                1000,
                                60000,
                                50000,
                                1024,
                                0,
                                null,
                                ProxyProtocolConfig.NONE,
                                health,
                                ResilienceConfig.DEFAULTS),
                        new UpstreamConfig(
                                "origin",
                                balance,
                                List.of(origin),
                                1,
                                10000,
                                1000,
                                60000,
                                50000,
                                1024,
                                1,
                                null,
                                ProxyProtocolConfig.NONE,
                                null,
                                ResilienceConfig.DEFAULTS)),
                loadShop().upstreams());
    }

    @Test
    void sitesHaveLowerCaseHostsAndAnActionPerRoute() throws IOException {
        List<SiteConfig> sites = loadShop().sites();
        assertEquals(
                List.of("www.shop.localhost", "*.m.shop.localhost"),
                sites.get(0).hosts());
        assertEquals(true, sites.get(0).defaultSite());
        assertEquals(
                List.of(
                        route(
                                "internals",
                                new PrefixPath("/q/", false),
                                new RespondConfig(404, "none here\n", "text/html"),
                                1048576,
                                List.of(),
                                0),
                        route(
                                "to-https",
                                new ExactPath("/old"),
                                new RedirectConfig(308, new RedirectTarget.SameUrl("https", 8443)),
                                1048576,
                                List.of(),
                                0),
                        route(
                                "moved",
                                new ExactPath("/moved"),
                                new RedirectConfig(302, new RedirectTarget.Fixed("https://example.com/?a=b")),
                                1048576,
                                List.of(),
                                0),
                        route("pages", new PrefixPath("/", false), new ProxyConfig("shop", null), 0, List.of(), 0)),
                withoutLines(sites.get(0).routes()));
        assertEquals(
                List.of(route(
                        "uploads",
                        new PrefixPath("/files/", false),
                        new ProxyConfig("origin", null),
                        10737418240L,
                        List.of("GET", "PUT"),
                        0)),
                withoutLines(sites.get(1).routes()));
    }

    @Test
    void settingsKeepTheDefaultsOfKeysNotGiven() throws IOException {
        EdgeConfig config = loadShop();
        assertEquals(
                new LimitsConfig(8192, 65536, 128, 10000, 75000, 7, 1024, 30000, 65536, 0, 3600000), config.limits());
        assertEquals(new RuntimeConfig(Transport.IO_URING, 0, 5000, 30000, true), config.runtime());
        assertEquals(
                new AccessLogConfig(true, folder.resolve("access.log"), AccessLogConfig.Format.JSON),
                config.accessLog());
        assertEquals(
                List.of("10.0.0.0/8", "2001:db8:0:0:0:0:0:0/32", "127.0.0.1/32"),
                config.trustedProxies().stream().map(Cidr::toString).toList());
    }

    @Test
    void aByteOrderMarkAndWindowsLineEndsDoNotMatter() throws IOException {
        assertEquals(load(SMALLEST), load("\uFEFF" + SMALLEST.replace("\n", "\r\n")));
    }

    @Test
    void redirectsToASchemeTakeItsOwnPort() throws IOException {
        String route = "redirect: { status: 301, scheme: %s }, when: { scheme: %s }";
        for (var port : List.of(new RedirectTarget.SameUrl("http", 80), new RedirectTarget.SameUrl("https", 443))) {
            String text = SMALLEST.replace(
                    "respond: { status: 200 }",
                    route.formatted(port.scheme(), port.scheme().equals("http") ? "https" : "http"));
            assertEquals(
                    new RedirectConfig(301, port),
                    load(text).sites().getFirst().routes().getFirst().action());
        }
    }
}
