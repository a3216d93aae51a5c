package dev.naru.cron.schedule;

import dev.naru.cron.platform.CronConfig;
import dev.naru.cron.platform.JobNames;
import dev.naru.cron.trigger.Run.Cause;
import dev.naru.cron.trigger.Triggers;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Calls each job when it is due, and for what is owed: instants missed while this process or the API was down. A due
 * instant counts as served once the API has taken it. One job is called by one thread at a time; several runners may
 * call the same job, since the API dedupes by job and instant. Thread safe.
 */
@Singleton
public final class Schedules {
    private static final Logger LOG = Logger.getLogger(Schedules.class);
    /** A due instant is left to the schedule itself for so long before it counts as owed. */
    private static final Duration OWN_TURN = Duration.ofSeconds(5);

    private final Map<String, JobSchedule> jobs = new TreeMap<>();
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final Map<String, Instant> served = new ConcurrentHashMap<>();
    private final Scheduler scheduler;
    private final Triggers triggers;
    private final LastTaken lastTaken;
    private final CronConfig config;

    Schedules(Scheduler scheduler, Triggers triggers, LastTaken lastTaken, CronConfig config) {
        this.scheduler = scheduler;
        this.triggers = triggers;
        this.lastTaken = lastTaken;
        this.config = config;
        config.schedules().forEach((job, schedule) -> add(job, schedule));
    }

    /** All jobs that are switched on, by name. */
    List<JobSchedule> all() {
        return List.copyOf(jobs.values());
    }

    Optional<JobSchedule> find(String job) {
        return Optional.ofNullable(jobs.get(job));
    }

    /** The newest instant of a job that the API has taken. */
    Optional<Instant> lastTaken(String job) {
        return lastTaken.read(job);
    }

    void start(@Observes StartupEvent event) {
        Instant now = Instant.now();
        jobs.forEach((job, schedule) -> {
            // Without a memory nothing was missed: what came before this runner is not its debt.
            served.put(job, lastTaken.read(job).orElse(now));
            scheduler
                    .newJob(job)
                    .setCron(schedule.expression())
                    .setTimeZone(config.zone().getId())
                    .setConcurrentExecution(ConcurrentExecution.SKIP)
                    .setTask(execution -> due(schedule, execution.getScheduledFireTime()), true)
                    .schedule();
            scheduler
                    .newJob(job + "/catch-up")
                    .setInterval(config.catchUpEvery().toString())
                    .setConcurrentExecution(ConcurrentExecution.SKIP)
                    .setTask(execution -> catchUp(schedule), true)
                    .schedule();
        });
        LOG.infof(
                "%d jobs scheduled in %s, called at %s",
                jobs.size(), config.zone(), config.publicUrls().apiUrl());
    }

    /** The operator's wish: a run for this very second, beside the schedule. True when the API has taken it. */
    boolean runNow(JobSchedule schedule) {
        return triggers.fire(schedule.job(), Instant.now().truncatedTo(ChronoUnit.SECONDS), Cause.OPERATOR);
    }

    /** Serves a due instant, and before it what is owed. */
    void due(JobSchedule schedule, Instant scheduledAt) {
        alone(schedule, () -> {
            if (!scheduledAt.isAfter(since(schedule))) {
                return;
            }
            List<Instant> instants = new ArrayList<>(schedule.owed(since(schedule), scheduledAt));
            if (!instants.contains(scheduledAt)) {
                instants.add(scheduledAt);
            }
            for (Instant at : instants) {
                if (!call(schedule, at, at.equals(scheduledAt) ? Cause.SCHEDULE : Cause.CATCH_UP)) {
                    return;
                }
            }
        });
    }

    /** Serves what is owed as of now. */
    void catchUp(JobSchedule schedule) {
        alone(schedule, () -> {
            for (Instant at : schedule.owed(since(schedule), Instant.now().minus(OWN_TURN))) {
                if (!call(schedule, at, Cause.CATCH_UP)) {
                    return;
                }
            }
        });
    }

    private boolean call(JobSchedule schedule, Instant at, Cause cause) {
        boolean taken = triggers.fire(schedule.job(), at, cause);
        if (taken && at.isAfter(since(schedule))) {
            lastTaken.write(schedule.job(), at);
            served.put(schedule.job(), at);
        }
        return taken;
    }

    /** A memory ahead of the clock means that the clock was set back: waiting for it to come round again would lose what is due meanwhile. */
    private Instant since(JobSchedule schedule) {
        Instant remembered = served.getOrDefault(schedule.job(), Instant.EPOCH);
        Instant now = Instant.now();
        return remembered.isAfter(now.plus(OWN_TURN)) ? now.minus(OWN_TURN) : remembered;
    }

    /** Whoever comes while a call for the job is under way leaves it to the next catch-up. */
    private void alone(JobSchedule schedule, Runnable work) {
        ReentrantLock lock = locks.computeIfAbsent(schedule.job(), job -> new ReentrantLock());
        if (!lock.tryLock()) {
            return;
        }
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    private void add(String job, CronConfig.Schedule schedule) {
        if (!JobNames.valid(job)) {
            throw new IllegalStateException("naru.schedules.%s: a job's name is 1 to 64 of a-z 0-9 _ -".formatted(job));
        }
        if (!schedule.cron().equals("off")) {
            jobs.put(
                    job,
                    new JobSchedule(job, schedule.cron(), config.zone(), schedule.catchUp(), schedule.catchUpMax()));
        }
    }
}
