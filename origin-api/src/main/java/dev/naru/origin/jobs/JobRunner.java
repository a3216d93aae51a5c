package dev.naru.origin.jobs;

import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.NaruConfig;
import dev.naru.origin.platform.Problem;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Works off runs on this replica: at most one worker a job, each on a virtual thread with a second one that renews its lease. Which replica works is
 * decided by {@link Leases}; a worker that loses its lease stops at its next commit.
 */
@Singleton
final class JobRunner {

    private static final Logger LOG = Logger.getLogger(JobRunner.class);
    private static final int MAX_NOTE_CHARS = 500;

    private final String owner;
    private final Database database;
    private final Leases leases;
    private final JobsConfig config;
    private final JobMetrics metrics;
    private final Map<String, AtomicInteger> wakeUps = new ConcurrentHashMap<>();
    private final Set<RunContext> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    @Inject
    JobRunner(NaruConfig naru, Database database, Leases leases, JobsConfig config, JobMetrics metrics) {
        // A restarted process is another owner than the one that died.
        this(naru.replica() + "-" + suffix(), database, leases, config, metrics);
    }

    JobRunner(String owner, Database database, Leases leases, JobsConfig config, JobMetrics metrics) {
        this.owner = owner;
        this.database = database;
        this.leases = leases;
        this.config = config;
        this.metrics = metrics;
    }

    private static String suffix() {
        return HexFormat.of().toHexDigits((short) ThreadLocalRandom.current().nextInt());
    }

    /** Works the job's runs off, if nobody does; returns at once. A call while the worker ends is not lost. */
    void wake(JobRegistry.Entry job) {
        AtomicInteger pending = wakeUps.computeIfAbsent(job.spec().name(), name -> new AtomicInteger());
        if (pending.getAndIncrement() == 0) {
            Thread.ofVirtual().name("job-" + job.spec().name()).start(() -> {
                int seen;
                do {
                    seen = pending.get();
                    workOff(job);
                } while (!pending.compareAndSet(seen, 0));
            });
        }
    }

    /** Takes runs of the job one after the other until there is none to take. */
    void workOff(JobRegistry.Entry job) {
        try {
            while (!stopping) {
                Lease lease = leases.acquire(job.spec(), owner).orElse(null);
                if (lease == null) {
                    return;
                }
                execute(job.job(), lease);
            }
        } catch (RuntimeException e) {
            // The run, if any, is still there with its lease: some replica takes it when that ends.
            LOG.warnf(e, "job %s: worker ends", job.spec().name());
        }
    }

    private void execute(Job job, Lease lease) {
        JobRun run = lease.run();
        if (run.takeovers() > config.maxTakeovers()) {
            end(lease, RunStatus.FAILED, run.takeovers() + " owners died over this run", 0);
            return;
        }
        LOG.infof(
                "job %s run %s (%s) begins, token %d, takeover %d",
                run.job(), run.runId(), run.runKey(), lease.token(), run.takeovers());
        long startNanos = System.nanoTime();
        RunContext context = new RunContext(database, lease, metrics);
        if (run.cancelRequested()) {
            context.stop(RunContext.Stop.CANCELLED);
        }
        running.add(context);
        CountDownLatch ended = new CountDownLatch(1);
        Thread.ofVirtual().name("lease-" + run.job()).start(() -> renew(context, ended));
        try {
            boolean more = true;
            while (more && context.mayGoOn()) {
                more = job.work(context);
            }
            finish(context, more, startNanos);
        } catch (LeaseLostException e) {
            lost(lease, startNanos);
        } catch (Problem e) {
            failedByProblem(lease, e, startNanos);
        } catch (Exception e) {
            LOG.errorf(e, "job %s run %s failed", run.job(), run.runId());
            end(lease, RunStatus.FAILED, e.toString(), startNanos);
        } finally {
            ended.countDown();
            running.remove(context);
        }
    }

    private void finish(RunContext context, boolean more, long startNanos) {
        RunContext.Stop stop = more ? context.stopped() : null;
        switch (stop) {
            case null -> end(context.lease(), RunStatus.SUCCEEDED, null, startNanos);
            case CANCELLED -> end(context.lease(), RunStatus.CANCELLED, "cancelled by an operator", startNanos);
            case PAUSED -> end(context.lease(), RunStatus.CANCELLED, "the job was paused", startNanos);
            case TIMED_OUT -> end(context.lease(), RunStatus.TIMED_OUT, "max runtime reached", startNanos);
            case LEASE_LOST -> lost(context.lease(), startNanos);
            case SHUTDOWN -> {
                leases.release(context.lease());
                ended(context.lease(), "left", startNanos, "this server stops");
            }
        }
    }

    /** An unreachable database is no verdict on the run: it stays, and goes on when its lease has ended. */
    private void failedByProblem(Lease lease, Problem problem, long startNanos) {
        if (problem.status() == 503) {
            ended(lease, "interrupted", startNanos, problem.detail());
        } else {
            end(lease, RunStatus.FAILED, problem.slug() + ": " + problem.detail(), startNanos);
        }
    }

    private void end(Lease lease, RunStatus status, @Nullable String note, long startNanos) {
        String bounded = note == null || note.length() <= MAX_NOTE_CHARS ? note : note.substring(0, MAX_NOTE_CHARS);
        if (leases.finish(lease, status, bounded)) {
            ended(lease, status.name(), startNanos, bounded);
        } else {
            lost(lease, startNanos);
        }
    }

    private void lost(Lease lease, long startNanos) {
        ended(lease, "lease-lost", startNanos, "another replica has taken it over");
    }

    private void ended(Lease lease, String outcome, long startNanos, @Nullable String note) {
        Duration took = startNanos == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - startNanos);
        metrics.ended(lease.run().job(), outcome, took);
        LOG.infof(
                "job %s run %s ends: %s after %d ms%s",
                lease.run().job(),
                lease.run().runId(),
                outcome,
                took.toMillis(),
                note == null ? "" : " (" + note + ")");
    }

    private void renew(RunContext context, CountDownLatch ended) {
        long everyMs = Math.max(1, leases.life().toMillis() / 3);
        try {
            while (!ended.await(everyMs, TimeUnit.MILLISECONDS) && !context.isStuck(leases.life())) {
                renewOnce(context);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void renewOnce(RunContext context) {
        try {
            Leases.Renewal renewal = leases.renew(context.lease()).orElse(null);
            if (renewal == null) {
                context.stop(RunContext.Stop.LEASE_LOST);
            } else if (renewal.cancelRequested()) {
                context.stop(RunContext.Stop.CANCELLED);
            } else if (renewal.paused()) {
                context.stop(RunContext.Stop.PAUSED);
            }
        } catch (RuntimeException e) {
            LOG.warnf(e, "job %s: lease not renewed", context.lease().run().job());
        }
    }

    /** Stops one run of this replica that was cancelled through it, without waiting for the next renewal. */
    void cancelled(JobRun run) {
        running.stream()
                .filter(context -> context.runId().equals(run.runId()))
                .forEach(context -> context.stop(RunContext.Stop.CANCELLED));
    }

    /** Lets running jobs reach the end of an item and leaves the rest of them to the other replica. */
    void shutDown(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        running.forEach(context -> context.stop(RunContext.Stop.SHUTDOWN));
        long deadline = System.nanoTime() + config.shutdownWait().toNanos();
        while (!running.isEmpty() && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
