package dev.naru.shop.platform;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** All of this module's own settings: property {@code naru.public-www-url} is environment {@code NARU_PUBLIC_WWW_URL}. */
@ConfigMapping(prefix = "naru")
public interface NaruConfig {

    /** This process's name, shown on the badge, in each answer and each log line. */
    @WithDefault("local")
    String replica();

    /** The target group this replica belongs to. */
    @WithDefault("local")
    String group();

    @WithDefault("${quarkus.application.version}")
    String version();

    /** The folder that holds {@code ticket-signing.pem}; only dev and test run without one. */
    Optional<Path> secretsDir();

    /** Base URLs as the browser sees them, without a slash at the end. */
    @WithDefault("http://www.shop.localhost:8080")
    URI publicWwwUrl();

    @WithDefault("http://api.shop.localhost:8080")
    URI publicApiUrl();

    @WithDefault("http://pg.shop.localhost:8080")
    URI publicPgUrl();

    /** Domain of the cookies; default: the www host without its first label. {@code none}: host-only cookies. */
    Optional<String> cookieDomain();

    /** Seeds the members of the demo. */
    @WithDefault("false")
    boolean demo();

    /** Shows the button that kills this replica, and obeys it. */
    @WithDefault("false")
    boolean dev();

    Bad bad();

    Session session();

    Login login();

    Catalog catalog();

    Ticket ticket();

    /** Makes this replica a bad release on purpose; without {@link #dev} it does nothing. */
    interface Bad {
        /** Of the answers, that are a 500. */
        @WithDefault("0")
        int failPercent();

        /** By which each answer is later. */
        @WithDefault("0")
        int slowMs();
    }

    /** Sessions and carts. */
    interface Session {
        /** A session dies this long after its last use. */
        @WithDefault("14d")
        Duration idle();

        /** A session dies this long after login, however busy. */
        @WithDefault("60d")
        Duration maxAge();

        /** A cart dies this long after its last change. */
        @WithDefault("30d")
        Duration cartIdle();
    }

    /** Login attempts allowed per window; successful ones are not counted. */
    interface Login {
        @WithDefault("15m")
        Duration window();

        /** From one address (IPv6: one /64) for one email. */
        @WithDefault("8")
        int perEmailAndAddress();

        /** For one email, from anywhere. */
        @WithDefault("50")
        int perEmail();

        /** From one address, for any email. */
        @WithDefault("100")
        int perAddress();
    }

    /** The copy of origin-api's products. */
    interface Catalog {
        /** A copy older than this is refreshed in the background by the next reader. */
        @WithDefault("15s")
        Duration refreshAfter();
    }

    /** The bearer tickets for origin-api. */
    interface Ticket {
        /** Life of a ticket, 60 to 300 s. */
        @WithDefault("120s")
        Duration life();
    }
}
