package dev.naru.edge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a valid file is told. */
class ConfigWarningsTest {

    @Test
    void unusedUpstreamsAndIdleGroupsAreProbablyNotMeant() {
        String text = """
                listeners: [ { name: http, address: ":8080" } ]
                upstreams:
                  - name: shop
                    groups:
                      - { name: prod1, servers: [ { address: "a:1", weight: 0 }, { address: "b:1", backup: true } ] }
                      - { name: prod2, servers: [ { address: "c:1" } ] }
                  - name: origin
                    servers: [ { address: "d:1" } ]
                sites:
                  - { name: all, default: true, routes: [ { name: all, path: /, proxy: { upstream: shop } } ] }
                """;
        ConfigResult result = ConfigReader.read(text, Path.of("."));
        assertEquals(
                List.of(
                        "edge.yaml:5:33: upstreams[0].groups[0].servers: no server but backups has a weight above 0",
                        "edge.yaml:7:11: upstreams[1].name: no route uses the upstream 'origin'"),
                assertInstanceOf(ConfigResult.Loaded.class, result, result::toString).warnings().stream()
                        .map(ConfigWarning::toString)
                        .toList());
    }

    @Test
    void whatWeakensTlsIsNamed() {
        String text = """
                listeners: [ { name: http, address: ":8080" } ]
                upstreams:
                  - { name: shop, servers: [ { address: "a:1" } ], tls: { verify: false } }
                sites:
                  - name: all
                    default: true
                    hsts: { maxAgeSeconds: 300, preload: true }
                    routes: [ { name: all, path: /, proxy: { upstream: shop } } ]
                """;
        ConfigResult result = ConfigReader.read(text, Path.of("."));
        assertEquals(
                List.of(
                        "edge.yaml:3:67: upstreams[0].tls.verify: the servers' certificates are not checked: whoever answers at their addresses is believed",
                        "edge.yaml:7:28: sites[0].hsts.maxAgeSeconds: no listener has tls, so browsers are never told",
                        "edge.yaml:7:42: sites[0].hsts.preload: the browsers' lists want a maxAgeSeconds of at least 31536000 (a year)",
                        "edge.yaml:7:42: sites[0].hsts.preload: the browsers' lists want includeSubDomains"),
                assertInstanceOf(ConfigResult.Loaded.class, result, result::toString).warnings().stream()
                        .map(ConfigWarning::toString)
                        .toList());
    }
}
