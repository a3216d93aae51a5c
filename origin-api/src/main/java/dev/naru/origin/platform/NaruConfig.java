package dev.naru.origin.platform;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** What every feature needs to know of its surroundings. Environment: NARU_REPLICA, NARU_PUBLIC_WWW_URL and so on. */
@ConfigMapping(prefix = "naru")
public interface NaruConfig {

    /** This process's name: in logs, in timelines and in X-Naru-Replica. */
    @WithDefault("origin")
    String replica();

    /** The folder with this process's secrets, one file each. */
    @WithDefault(".data/secrets")
    Path secretsDir();

    @WithName("public")
    PublicUrls publicUrls();

    Tickets tickets();

    DatabaseLimits database();

    /** Base URLs as a browser sees them, without a slash at the end. */
    interface PublicUrls {
        @WithDefault("http://www.shop.localhost:8080")
        URI wwwUrl();

        @WithDefault("http://m.shop.localhost:8080")
        URI mUrl();

        @WithDefault("http://api.shop.localhost:8080")
        URI apiUrl();

        @WithDefault("http://pg.shop.localhost:8080")
        URI pgUrl();
    }

    /** Verification of the shop's tickets. */
    interface Tickets {
        @WithDefault("naru-shop")
        String issuer();

        @WithDefault("naru-api")
        String audience();

        /** Longest life of a ticket, exp - iat. */
        @WithDefault("300s")
        Duration maxLife();

        /** How far the shop's clock may be from ours. */
        @WithDefault("60s")
        Duration clockSkew();

        /** Limit of one fetch of the key set. */
        @WithDefault("2s")
        Duration jwksTimeout();

        /** No fetch sooner than this after the last one, whatever kids arrive. */
        @WithDefault("5s")
        Duration jwksMinInterval();

        /** Keys older than this are fetched again, so that a withdrawn key stops working. */
        @WithDefault("10m")
        Duration jwksMaxAge();
    }

    /** The bulkhead before the connection pool. */
    interface DatabaseLimits {
        /** Transactions at once; below the pool's max-size, so that health checks always find a connection. */
        @WithDefault("14")
        int permits();

        /** Callers that may wait for a permit; one more is refused at once. */
        @WithDefault("256")
        int maxWaiting();

        /** Longest wait for a permit. With the pool's own acquisition timeout (1 s) at most 2 s in all. */
        @WithDefault("1s")
        Duration permitWait();
    }
}
