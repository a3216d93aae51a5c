package dev.naru.origin.jobs;

import dev.naru.origin.platform.Alarm;
import dev.naru.origin.platform.Problem;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * What no call does: picks up runs that lost their owner or never had one, raises an alarm for calls that did not come (the dead man's switch: a
 * cron that is down cannot report itself), and forgets old history. Every replica does it; the database decides who is first.
 */
@Startup
@Singleton
class JobWatch {

    private static final Logger LOG = Logger.getLogger(JobWatch.class);

    private final JobRegistry registry;
    private final RunRepository runs;
    private final Retention retention;
    private final JobRunner runner;
    private final JobsConfig config;
    private final JobMetrics metrics;
    private final Alarm alarm;

    JobWatch(
            JobRegistry registry,
            RunRepository runs,
            Retention retention,
            JobRunner runner,
            JobsConfig config,
            JobMetrics metrics,
            Alarm alarm) {
        this.registry = registry;
        this.runs = runs;
        this.retention = retention;
        this.runner = runner;
        this.config = config;
        this.metrics = metrics;
        this.alarm = alarm;
        registry.all().forEach(job -> runs.register(job.spec().name()));
    }

    @Scheduled(every = "${naru.jobs.tick:5s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void tick() {
        try {
            runs.ownerless().forEach(name -> runner.wake(registry.find(name)));
            registry.all().stream()
                    .map(JobRegistry.Entry::spec)
                    .filter(JobSpec::watched)
                    .forEach(this::watch);
            retention.forget(config.retention());
        } catch (Problem e) {
            LOG.warnf("jobs not watched this time: %s", e.detail());
        }
    }

    private void watch(JobSpec job) {
        RunRepository.Due due = runs.overdue(job).orElse(null);
        metrics.overdue(job.name(), due == null ? 0 : due.secondsLate());
        if (due != null && due.firstSeen()) {
            alarm.raise(
                    "job-overdue",
                    "%s was not called for its interval of %s and %s of grace. Is its cron running? POST /cron/%s runs it now."
                            .formatted(job.name(), job.interval(), job.grace(), job.name()));
        }
    }
}
