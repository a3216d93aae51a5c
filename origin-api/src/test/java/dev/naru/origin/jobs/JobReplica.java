package dev.naru.origin.jobs;

import dev.naru.origin.platform.Alarm;
import dev.naru.origin.platform.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One origin server's job engine, with an owner name of its own, on the shared database. */
final class JobReplica {

    final JobRegistry registry;
    final RunRepository runs;
    final Retention retention;
    final Leases leases;
    final JobRunner runner;
    final Cron cron;
    final JobWatch watch;
    private final Database database;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    JobReplica(String owner, Database database, Alarm alarm, Map<String, String> settings, Job... jobs) {
        this.database = database;
        JobsConfig config = config(settings);
        JobMetrics metrics = new JobMetrics(meters);
        registry = new JobRegistry(List.of(jobs), config);
        runs = new RunRepository(database);
        retention = new Retention(database);
        leases = new Leases(database, config);
        runner = new JobRunner(owner, database, leases, config, metrics);
        cron = new Cron(database, runs, runner, metrics);
        watch = new JobWatch(registry, runs, retention, runner, config, metrics, alarm);
    }

    static JobsConfig config(Map<String, String> settings) {
        return config(JobsConfig.class, settings);
    }

    static <T> T config(Class<T> mapping, Map<String, String> settings) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withMapping(mapping)
                .withConverter(Duration.class, 200, new DurationConverter());
        settings.forEach(builder::withDefaultValue);
        return builder.build().getConfigMapping(mapping);
    }

    /** Makes a queued run that no worker is woken for, at any instant. */
    JobRun queue(Instant at) {
        String job = only().spec().name();
        return database.transaction(tx -> runs.insert(tx, job, at, RunStatus.QUEUED, "test", 1, null));
    }

    /** Runs the job at that instant, on this thread, and returns the run as it ended. */
    JobRun runAt(Instant at) {
        UUID id = queue(at).runId();
        runner.workOff(only());
        return runs.find(id).orElseThrow();
    }

    JobRegistry.Entry only() {
        return registry.all().iterator().next();
    }
}
