package dev.naru.origin.jobs;

import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of runs, read and written by SQL; the decisions are in {@link Cron}. */
@Singleton
final class RunRepository {

    private static final int HISTORY = 50;

    private final Database database;

    RunRepository(Database database) {
        this.database = database;
    }

    /** What a job's row says, locked until the transaction ends so that calls for one job are decided one by one. */
    record Locked(Instant now, @Nullable String pausedReason) {}

    /** One job for operators. */
    record Overview(
            Instant now,
            @Nullable Instant lastRunAt,
            @Nullable Instant overdueSince,
            @Nullable String pausedReason,
            @Nullable String owner) {}

    /** The database's clock: the only one that runs, leases and signatures go by. */
    Instant now() {
        return database.transaction(
                tx -> tx.one("SELECT now() AS now", row -> row.instant("now")).orElseThrow());
    }

    /** Gives the job its row, once. */
    void register(String job) {
        database.run(tx -> tx.update("INSERT INTO job_leases (job) VALUES (?) ON CONFLICT (job) DO NOTHING", job));
    }

    Locked lock(Tx tx, String job) {
        return tx.one(
                        "SELECT now() AS now, paused_reason FROM job_leases WHERE job = ? FOR UPDATE",
                        row -> new Locked(row.instant("now"), row.nullableString("paused_reason")),
                        job)
                .orElseThrow(() -> new IllegalStateException("job " + job + " is not registered"));
    }

    Optional<JobRun> find(Tx tx, String job, String runKey) {
        return tx.one("SELECT * FROM job_runs WHERE job = ? AND run_key = ?", JobRun::of, job, runKey);
    }

    boolean isActive(Tx tx, String job) {
        return tx.one("SELECT 1 FROM job_runs WHERE job = ? AND status IN ('QUEUED', 'RUNNING') LIMIT 1", row -> 1, job)
                .isPresent();
    }

    /** The latest scheduled instant that was really run. */
    Optional<Instant> lastScheduled(Tx tx, String job) {
        return tx.one(
                "SELECT scheduled_at FROM job_runs WHERE job = ? AND status NOT LIKE 'SKIPPED%' ORDER BY scheduled_at DESC LIMIT 1",
                row -> row.instant("scheduled_at"), job);
    }

    JobRun insert(Tx tx, String job, Instant at, RunStatus status, String caller, int covers, @Nullable String note) {
        return tx.one(
                        """
                        INSERT INTO job_runs (job, run_key, run_id, scheduled_at, status, caller, covers, note, finished_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, CASE WHEN ? THEN NULL ELSE now() END)
                        RETURNING *
                        """,
                        JobRun::of,
                        job,
                        at.toString(),
                        UUID.randomUUID(),
                        at,
                        status.name(),
                        caller,
                        covers,
                        note,
                        status.isActive())
                .orElseThrow();
    }

    /** Notes that the cron is alive; returns since when it had been missed. */
    Optional<Instant> markCalled(Tx tx, String job) {
        Optional<Instant> overdue = tx.one(
                "SELECT overdue_since FROM job_leases WHERE job = ? AND overdue_since IS NOT NULL",
                row -> row.instant("overdue_since"),
                job);
        tx.update("UPDATE job_leases SET last_run_at = now(), overdue_since = NULL WHERE job = ?", job);
        return overdue;
    }

    Optional<JobRun> find(UUID runId) {
        return database.transaction(tx -> tx.one("SELECT * FROM job_runs WHERE run_id = ?", JobRun::of, runId));
    }

    /** The latest runs of a job, newest first. */
    List<JobRun> history(String job) {
        return database.transaction(tx -> tx.list(
                "SELECT * FROM job_runs WHERE job = ? ORDER BY scheduled_at DESC, accepted_at DESC LIMIT ?",
                JobRun::of,
                job,
                HISTORY));
    }

    Overview overview(String job) {
        return database.transaction(tx -> tx.one(
                        "SELECT now() AS now, last_run_at, overdue_since, paused_reason, owner FROM job_leases WHERE job = ?",
                        row -> new Overview(
                                row.instant("now"),
                                row.nullableInstant("last_run_at"),
                                row.nullableInstant("overdue_since"),
                                row.nullableString("paused_reason"),
                                row.nullableString("owner")),
                        job)
                .orElseThrow());
    }

    /** Pauses the job, or resumes it when the reason is null. */
    void pause(String job, @Nullable String reason) {
        database.run(tx -> tx.update("UPDATE job_leases SET paused_reason = ? WHERE job = ?", reason, job));
    }

    /** Names of jobs with a run that waits and nobody who works on it. */
    List<String> ownerless() {
        return database.transaction(tx -> tx.list("""
                SELECT DISTINCT r.job FROM job_runs r JOIN job_leases l USING (job)
                 WHERE r.status IN ('QUEUED', 'RUNNING') AND l.expires_at <= now() AND l.paused_reason IS NULL
                """, row -> row.string("job")));
    }

    /** A job whose cron was due. */
    record Due(double secondsLate, boolean firstSeen) {}

    /**
     * Whether the job's call is missing by more than its grace; {@code firstSeen} is true for one replica once per outage.
     */
    Optional<Due> overdue(JobSpec job) {
        double allowedS = job.interval().plus(job.grace()).toMillis() / 1000.0;
        return database.transaction(tx -> {
            Optional<Double> late =
                    tx.one("""
                    SELECT extract(epoch FROM now() - greatest(registered_at, last_run_at)) - ? AS late FROM job_leases
                     WHERE job = ? AND paused_reason IS NULL AND greatest(registered_at, last_run_at) < now() - make_interval(secs => ?)
                    """, row -> Double.valueOf(row.string("late")), allowedS, job.name(), allowedS);
            return late.map(seconds -> new Due(
                    seconds,
                    tx.update(
                                    "UPDATE job_leases SET overdue_since = now() WHERE job = ? AND overdue_since IS NULL",
                                    job.name())
                            == 1));
        });
    }
}
