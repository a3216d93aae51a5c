package dev.naru.origin.jobs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The job engine ({@code naru.jobs.*}). */
@ConfigMapping(prefix = "naru.jobs")
interface JobsConfig {

    /** How long a silent owner keeps its run; after that another replica takes it over. Renewed at a third of it. */
    @WithDefault("30s")
    Duration lease();

    /** How often each replica looks for runs without an owner and for missed ones; {@code off} never. */
    @WithDefault("5s")
    String tick();

    /** Owners that may die over one run before it is given up: it may be the run that kills them. */
    @WithDefault("5")
    int maxTakeovers();

    /** How long finished runs, delivered messages and taken events are kept. */
    @WithDefault("30d")
    Duration retention();

    /** How long a stopping server waits for its runs to reach the end of an item before it leaves them to the others. */
    @WithDefault("8s")
    Duration shutdownWait();

    /** Changes to single jobs: {@code naru.jobs.job.<name>.interval} and so on. */
    Map<String, Override> job();

    /** What of a {@link JobSpec} is different here. */
    interface Override {
        Optional<Duration> interval();

        Optional<Misfire> misfire();

        Optional<Integer> misfireMax();

        Optional<Duration> maxRuntime();

        Optional<Duration> grace();

        /** False where nobody calls this job, so that no alarm is raised for it. */
        Optional<Boolean> watched();
    }
}
