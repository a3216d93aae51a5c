package dev.naru.cron.platform;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** What the environment may set; property {@code naru.data-dir} is the variable {@code NARU_DATA_DIR}. */
@ConfigMapping(prefix = "naru")
public interface CronConfig {

    /** This process's name, in logs and in {@code X-Naru-Replica} of each answer. */
    @WithDefault("cron-runner")
    String replica();

    /** The version shown on the page. */
    @WithDefault("${quarkus.application.version}")
    String version();

    /** The folder with this process's own secrets. */
    @WithDefault(".data/secrets")
    Path secretsDir();

    /** Writes missing secrets instead of refusing to start. For development and tests only. */
    @WithDefault("false")
    boolean generateSecrets();

    /** The folder that remembers the last accepted instant of each job. Each runner has its own. */
    @WithDefault(".data/cron-runner")
    Path dataDir();

    /** Base URLs of the public hosts, without a slash at the end. */
    @WithName("public")
    PublicUrls publicUrls();

    /** The zone in which cron expressions are read. */
    @WithDefault("Asia/Seoul")
    ZoneId zone();

    /** How often owed instants are looked for: after a restart, and while the API is down. */
    @WithDefault("30s")
    Duration catchUpEvery();

    /** How a run's end is waited for. */
    Poll poll();

    /** Host names beside {@code localhost} and IP addresses under which operators open the page. */
    @WithDefault("cron-runner")
    List<String> operatorHosts();

    /** What to call and when, by the job's name. */
    Map<String, Schedule> schedules();

    /** The API that runs the jobs. */
    interface PublicUrls {
        /** The shop's API. */
        @WithDefault("http://api.shop.localhost:8080")
        String apiUrl();
    }

    /** Bounds of waiting for a run's end. */
    interface Poll {
        /** The first wait; each further one is twice as long, up to ten times this. */
        @WithDefault("1s")
        Duration every();

        /** After this a run is left as it is last known. */
        @WithDefault("10m")
        Duration giveUpAfter();
    }

    /** One job's schedule. */
    interface Schedule {
        /** A Quartz expression of six fields, seconds first; {@code off} stops calling the job. */
        String cron();

        /** What becomes of instants missed while this runner or the API was down. */
        @WithDefault("fire-once")
        CatchUp catchUp();

        /** How many missed instants {@link CatchUp#ALL} makes up for, the newest. */
        @WithDefault("10")
        int catchUpMax();
    }

    /** What becomes of missed instants. */
    enum CatchUp {
        /** Nothing. */
        SKIP,
        /** The newest is called; it stands for the others. */
        FIRE_ONCE,
        /** Each is called, oldest first, the newest {@link Schedule#catchUpMax()} of them. */
        ALL
    }
}
