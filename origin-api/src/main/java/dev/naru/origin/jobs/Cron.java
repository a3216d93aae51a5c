package dev.naru.origin.jobs;

import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Problem;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes calls: decides, once for each job and scheduled instant, whether there is a run. Calls for one job are decided one after the other under the
 * lock of its row, by any replica; whoever takes a call starts the work, and whoever survives finishes it.
 */
@Singleton
final class Cron {

    private static final Logger LOG = Logger.getLogger(Cron.class);
    /** A caller's clock may be ahead of the database's by as much as its signature may be. */
    private static final Duration MAX_AHEAD = CronSignature.TOLERANCE;

    private final Database database;
    private final RunRepository runs;
    private final JobRunner runner;
    private final JobMetrics metrics;

    Cron(Database database, RunRepository runs, JobRunner runner, JobMetrics metrics) {
        this.database = database;
        this.runs = runs;
        this.runner = runner;
        this.metrics = metrics;
    }

    /**
     * How a call was taken.
     *
     * @param duplicate true when an earlier call had made this run
     */
    record Accepted(JobRun run, boolean duplicate) {}

    /**
     * Takes a call.
     *
     * @param scheduled the instant it was due, null for the last one before now
     * @param caller how it proved itself, for the history
     * @throws Problem 422 when the instant lies in the future
     */
    Accepted accept(JobRegistry.Entry job, @Nullable Instant scheduled, String caller) {
        Accepted accepted = database.transaction(tx -> decide(tx, job.spec(), scheduled, caller));
        metrics.called(accepted.run(), accepted.duplicate());
        if (accepted.run().status().isActive()) {
            runner.wake(job);
        }
        return accepted;
    }

    private Accepted decide(Tx tx, JobSpec job, @Nullable Instant scheduled, String caller) {
        RunRepository.Locked row = runs.lock(tx, job.name());
        if (scheduled != null && scheduled.isAfter(row.now().plus(MAX_AHEAD))) {
            throw Problem.unprocessable(
                    "scheduled-in-future", "X-Naru-Scheduled-At is in the future: " + scheduled + ".");
        }
        Instant at = scheduled == null
                ? job.floor(row.now())
                : job.notAhead(scheduled.truncatedTo(ChronoUnit.SECONDS), row.now());
        Optional<JobRun> earlier = runs.find(tx, job.name(), at.toString());
        if (earlier.isPresent()) {
            return new Accepted(earlier.get(), true);
        }
        runs.markCalled(tx, job.name())
                .ifPresent(since -> LOG.infof("job %s is called again; it was missed since %s", job.name(), since));
        Optional<Instant> previous = runs.lastScheduled(tx, job.name());
        long missed = previous.map(last -> missedBetween(job, last, at)).orElse(0L);
        Verdict verdict = verdict(tx, job, row, at, scheduled != null, previous);
        if (verdict.status() == RunStatus.QUEUED && job.misfire() == Misfire.ALL) {
            previous.ifPresent(last -> makeUp(tx, job, last, at, missed));
        }
        int covers = verdict.status() == RunStatus.QUEUED && job.misfire() == Misfire.FIRE_ONCE
                ? Math.toIntExact(Math.min(1 + missed, Integer.MAX_VALUE))
                : 1;
        return new Accepted(runs.insert(tx, job.name(), at, verdict.status(), caller, covers, verdict.note()), false);
    }

    private record Verdict(RunStatus status, @Nullable String note) {}

    private Verdict verdict(
            Tx tx, JobSpec job, RunRepository.Locked row, Instant at, boolean named, Optional<Instant> previous) {
        if (row.pausedReason() != null) {
            return new Verdict(RunStatus.SKIPPED_PAUSED, row.pausedReason());
        }
        if (runs.isActive(tx, job.name())) {
            return new Verdict(RunStatus.SKIPPED_OVERLAP, "a run of the job is under way");
        }
        boolean superseded = previous.isPresent() && previous.get().isAfter(at);
        if (superseded && job.misfire() != Misfire.ALL) {
            return new Verdict(RunStatus.SKIPPED_MISFIRE, "the run of " + previous.get() + " stands for it");
        }
        // A call that names no instant was meant for now, however long ago the interval began.
        boolean late = named && at.plus(job.grace()).isBefore(row.now());
        if (late && job.misfire() == Misfire.SKIP) {
            return new Verdict(RunStatus.SKIPPED_MISFIRE, "the call came more than " + job.grace() + " late");
        }
        return new Verdict(RunStatus.QUEUED, null);
    }

    /** Scheduled instants strictly between the last run and this one. */
    private static long missedBetween(JobSpec job, Instant last, Instant at) {
        return Math.max(
                0, (Duration.between(last, at).toSeconds() - 1) / job.interval().toSeconds());
    }

    /** One queued run for each of the latest missed instants; they are worked off oldest first. */
    private void makeUp(Tx tx, JobSpec job, Instant last, Instant at, long missed) {
        LongStream.rangeClosed(Math.max(1, missed - job.misfireMax() + 1), missed)
                .mapToObj(n -> last.plus(job.interval().multipliedBy(n)))
                .filter(instant -> runs.find(tx, job.name(), instant.toString()).isEmpty())
                .forEach(instant -> runs.insert(
                        tx, job.name(), instant, RunStatus.QUEUED, "misfire", 1, "made up for at the call of " + at));
    }
}
