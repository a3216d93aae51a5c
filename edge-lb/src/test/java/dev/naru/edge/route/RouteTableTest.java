package dev.naru.edge.route;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.config.ConfigReader;
import dev.naru.edge.config.ConfigResult;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {
    private static final String EDGE = """
            listeners: [ { name: http, address: ":8080" } ]
            upstreams:
              - { name: origin, servers: [ { address: "127.0.0.1:1" } ] }
              - { name: shop, servers: [ { address: "127.0.0.1:2" } ] }
            sites:
              - name: www
                hosts: [ www.shop.kr, shop.kr ]
                routes:
                  - { name: pages, path: /, proxy: { upstream: shop } }
                  - { name: internals, path: /q/, respond: { status: 404, body: 없음 } }
                  - { name: files, path: /files/, methods: [ PUT, GET ], maxBodyBytes: 7, proxy: { upstream: origin } }
                  - { name: list, path: /files, redirect: { status: 308, scheme: https, port: 8443 } }
                  - { name: health, path: /q/health, redirect: { status: 307, scheme: https } }
                  - { name: old, path: /files/old/, redirect: { status: 302, location: /new/ } }
              - name: wild
                hosts: [ "*.shop.kr" ]
                routes: [ { name: only, path: /only, respond: { status: 204 } } ]
              - name: deep
                hosts: [ "*.eu.shop.kr" ]
                routes: [ { name: all, path: /, respond: { status: 204 } } ]
              - name: other
                default: true
                routes: [ { name: all, path: /, respond: { status: 421 } } ]
            """;

    private final RouteTable table = compile(EDGE);

    private static RouteTable compile(String text) {
        ConfigResult result = ConfigReader.read(text, Path.of("."));
        return RouteTable.compile(assertInstanceOf(ConfigResult.Loaded.class, result, result::toString)
                .config());
    }

    private static @Nullable Site site(RouteTable table, String host) {
        byte[] buf = ("Host: " + host + "\r\n").getBytes(US_ASCII);
        return table.site(buf, 6, host.length());
    }

    private static @Nullable Route route(@Nullable Site site, String path) {
        return assertNotNullSite(site).route(Requests.path(path));
    }

    private static Site assertNotNullSite(@Nullable Site site) {
        assertNotNull(site);
        return site;
    }

    private Route wwwRoute(String path) {
        Route route = route(site(table, "www.shop.kr"), path);
        assertNotNull(route);
        return route;
    }

    @ParameterizedTest
    @CsvSource({
        "www.shop.kr, www",
        "WWW.Shop.KR, www",
        "www.shop.kr., www",
        "shop.kr, www",
        "m.shop.kr, wild",
        "a.b.shop.kr, wild",
        "eu.shop.kr, wild",
        "de.eu.shop.kr, deep",
        "x.de.EU.shop.kr, deep",
        ".shop.kr, other",
        "xshop.kr, other",
        "shop.kr.evil.com, other",
        "kr, other",
        "., other",
        "'', other"
    })
    void exactHostsThenTheLongestWildcardThenTheDefault(String host, String expected) {
        assertEquals(expected, String.valueOf(site(table, host)));
    }

    @Test
    void withoutADefaultSiteAHostMayHaveNone() {
        RouteTable strict = compile(EDGE.replace("default: true", "hosts: [ other.kr ]"));
        assertEquals("null", String.valueOf(site(strict, "nobody.kr")));
        assertEquals("other", String.valueOf(site(strict, "other.kr")));
    }

    @ParameterizedTest
    @CsvSource({
        "/, pages",
        "/files, list",
        "/files/, files",
        "/files/a/b, files",
        "/files/old/a, old",
        "/files/old, files",
        "/Files, pages",
        "/filesystem, pages",
        "/q, pages",
        "/q/, internals",
        "/q/health, health",
        "/q/health/ready, internals",
        "//q/health, pages"
    })
    void exactPathsThenTheLongestPrefix(String path, String expected) {
        assertEquals("www/" + expected, wwwRoute(path).toString());
    }

    @Test
    void aPathMayHaveNoRoute() {
        Site wild = site(table, "a.shop.kr");
        assertEquals("wild/only", String.valueOf(route(wild, "/only")));
        assertEquals("null", String.valueOf(route(wild, "/only/")));
        assertEquals("null", String.valueOf(route(wild, "/")));
        assertEquals("null", String.valueOf(route(wild, "*")));
        assertEquals("null", String.valueOf(route(wild, "")));
    }

    @Test
    void indexesAreDenseOverAllSites() {
        List<Route> routes = table.routes();
        assertEquals(9, routes.size());
        for (int i = 0; i < routes.size(); i++) {
            assertEquals(i, routes.get(i).index());
        }
        assertEquals(
                List.of("www", "wild", "deep", "other"),
                table.sites().stream().map(Site::name).toList());
    }

    @Test
    void actionsAreReadyForTheDataPlane() {
        assertEquals(new RouteAction.Proxy(1, "shop", null), wwwRoute("/").action());
        assertEquals(
                new RouteAction.RedirectSameUrl(308, "https://", ":8443"),
                wwwRoute("/files").action());
        assertEquals(
                new RouteAction.RedirectSameUrl(307, "https://", ""),
                wwwRoute("/q/health").action());
        assertEquals(
                new RouteAction.RedirectFixed(302, "/new/"),
                wwwRoute("/files/old/").action());
        RouteAction.Respond respond =
                assertInstanceOf(RouteAction.Respond.class, wwwRoute("/q/").action());
        assertEquals(404, respond.status());
        assertArrayEquals("없음".getBytes(StandardCharsets.UTF_8), respond.body());
        assertEquals("text/plain; charset=utf-8", respond.contentType());
    }

    @ParameterizedTest
    @CsvSource({"GET, true", "PUT, true", "HEAD, true", "POST, false", "get, false", "GETS, false", "'', false"})
    void methodsAreExactAndGetBringsHead(String method, boolean allowed) {
        byte[] buf = (method + " /").getBytes(US_ASCII);
        Route files = wwwRoute("/files/");
        assertEquals(allowed, files.allows(buf, 0, method.length()));
        assertEquals("PUT, GET, HEAD", files.allow());
        assertEquals(7, files.maxBodyBytes());
    }

    @Test
    void aRouteWithoutMethodsTakesAny() {
        assertTrue(wwwRoute("/").allows("BREW".getBytes(US_ASCII), 0, 4));
        assertEquals("", wwwRoute("/").allow());
    }

    @Test
    void lookupsAllocateNothing() {
        byte[] host = "x.de.EU.shop.kr".getBytes(US_ASCII);
        Asked path = Requests.path("/files/old/a/b");
        byte[] method = "PUT".getBytes(US_ASCII);
        Site www = assertNotNullSite(site(table, "shop.kr"));
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long hits = lookups(host, path, method, www); // loads classes before the measurement
        long before = threads.getCurrentThreadAllocatedBytes();
        hits += lookups(host, path, method, www);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(20_000, hits);
        assertTrue(allocated < 10_000, "10,000 lookups allocated " + allocated + " bytes");
    }

    private long lookups(byte[] host, Asked path, byte[] method, Site www) {
        long hits = 0;
        for (int i = 0; i < 10_000; i++) {
            Route route = www.route(path);
            hits += table.site(host, 0, host.length) != null && route != null && route.allows(method, 0, 3) ? 1 : 0;
        }
        return hits;
    }
}
