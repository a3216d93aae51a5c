package dev.naru.cluster.endtoend;

import static io.restassured.RestAssured.given;

import dev.naru.cluster.PublicUrls;
import io.restassured.config.EncoderConfig;
import io.restassured.config.HttpClientConfig;
import io.restassured.config.LogConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Requests to the edge on 127.0.0.1, under the public names, following no redirect. */
final class Http {
    private static final int TIMEOUT_MS = 20_000;
    private static final RestAssuredConfig CONFIG = RestAssuredConfig.config()
            .httpClient(HttpClientConfig.httpClientConfig()
                    .setParam("http.connection.timeout", TIMEOUT_MS)
                    .setParam("http.socket.timeout", TIMEOUT_MS))
            .encoderConfig(EncoderConfig.encoderConfig().defaultContentCharset(StandardCharsets.UTF_8))
            .logConfig(LogConfig.logConfig().enableLoggingOfRequestAndResponseIfValidationFails());

    private Http() {}

    static RequestSpecification www(RunningCluster cluster) {
        return to(cluster, cluster.urls().www());
    }

    static RequestSpecification mobile(RunningCluster cluster) {
        return to(cluster, cluster.urls().mobile());
    }

    static RequestSpecification api(RunningCluster cluster) {
        return to(cluster, cluster.urls().api());
    }

    static RequestSpecification pg(RunningCluster cluster) {
        return to(cluster, cluster.urls().pg());
    }

    /** For a URL as a page or a redirect names it: its path and query, under its host. */
    static RequestSpecification host(RunningCluster cluster, URI url) {
        return to(cluster, url.getScheme() + "://" + url.getAuthority());
    }

    /** Path and query of a URL, encoded as they are in it. */
    static String target(URI url) {
        return url.getRawQuery() == null ? url.getRawPath() : url.getRawPath() + "?" + url.getRawQuery();
    }

    static RequestSpecification withHost(RunningCluster cluster, String host) {
        PublicUrls urls = cluster.urls();
        return given().config(CONFIG)
                .baseUri("http://127.0.0.1:" + urls.httpPort())
                .header("Host", host)
                .urlEncodingEnabled(false)
                .redirects()
                .follow(false);
    }

    /** What the edge counts, in Prometheus' text. */
    static String edgeMetrics(RunningCluster cluster) {
        return given().config(CONFIG)
                .baseUri("http://127.0.0.1:" + cluster.adminPort())
                .get("/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private static RequestSpecification to(RunningCluster cluster, String publicUrl) {
        return withHost(cluster, URI.create(publicUrl).getAuthority());
    }
}
