package dev.naru.pgsim.platform;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.time.Duration;

/** What the environment may set; property {@code naru.data-dir} is the variable {@code NARU_DATA_DIR}. */
@ConfigMapping(prefix = "naru")
public interface PgSimConfig {

    /** This process's name, in logs and in {@code X-Naru-Replica} of each answer. */
    @WithDefault("pg-sim")
    String replica();

    /** The version shown on pages. */
    @WithDefault("${quarkus.application.version}")
    String version();

    /** The folder with this process's own secrets. */
    @WithDefault(".data/secrets")
    Path secretsDir();

    /** Writes missing secrets instead of refusing to start. For development and tests only. */
    @WithDefault("false")
    boolean generateSecrets();

    /** The folder of the ledger's journal. One process owns it at a time. */
    @WithDefault(".data/pg-sim")
    Path dataDir();

    /** Base URLs of the public hosts, without a slash at the end. */
    @WithName("public")
    PublicUrls publicUrls();

    /** How long after the buyer's authentication the shop may confirm. */
    @WithDefault("10m")
    Duration confirmWindow();

    /** How long the scenario "hang" keeps the shop waiting. */
    @WithDefault("35s")
    Duration hang();

    /** How long after a virtual account is issued the deposit arrives. */
    @WithDefault("30s")
    Duration depositAfter();

    /** How many payments the ledger holds before it refuses new ones. */
    @WithDefault("10000")
    int maxPayments();

    /** Whether the first line of each settlement answer is wrong on purpose. */
    @WithDefault("true")
    boolean plantMismatch();

    /** How webhooks are delivered. */
    Webhook webhook();

    /** The public hosts that this process speaks about. */
    interface PublicUrls {
        /** The shop's pages; a buyer ends up there. */
        @WithDefault("http://www.shop.localhost:8080")
        String wwwUrl();

        /** The shop's API: the only origin a buyer is sent back to, and the receiver of webhooks. */
        @WithDefault("http://api.shop.localhost:8080")
        String apiUrl();

        /** This process as a browser sees it. */
        @WithDefault("http://pg.shop.localhost:8080")
        String pgUrl();
    }

    /** Bounds of webhook delivery. */
    interface Webhook {
        /** Delays of retries are divided by this: at 60 a day passes in 24 minutes. */
        @WithDefault("60")
        double timeScale();

        /** The wait for one answer of the receiver. */
        @WithDefault("5s")
        Duration timeout();

        /** Events not delivered yet; above it a new event is dropped, and the drop is recorded. */
        @WithDefault("1000")
        int maxPending();

        /** How many copies the scenario "burst" sends at once. */
        @WithDefault("8")
        int burst();
    }
}
