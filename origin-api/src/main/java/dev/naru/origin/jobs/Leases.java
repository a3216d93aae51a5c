package dev.naru.origin.jobs;

import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who works on a job: one row a job, on database time, with a fencing token (M. Kleppmann, "How to do distributed locking"). A lease alone does not
 * exclude an owner that slept through its end; the token does, because every batch commits only {@code WHERE token = mine}.
 *
 * <pre>
 *  free (expired) ──acquire: token + 1──▶ held ──finish or release──▶ free
 *                                          │  └── renew, every third of its life
 *                                          └── owner silent ──▶ expired ──acquire by another: the old token is fenced
 * </pre>
 *
 * <p>Transactions lock the lease row before run rows.
 */
@Singleton
final class Leases {

    private final Database database;
    private final Duration life;

    Leases(Database database, JobsConfig config) {
        this.database = database;
        this.life = config.lease();
    }

    Duration life() {
        return life;
    }

    /** Takes the job's oldest run that waits, or the one whose owner fell silent; empty when there is none or it has an owner. */
    Optional<Lease> acquire(JobSpec job, String owner) {
        return database.transaction(tx -> tx.one("""
                        UPDATE job_leases SET token = token + 1, owner = ?, expires_at = now() + make_interval(secs => ?)
                         WHERE job = ? AND expires_at <= now() AND paused_reason IS NULL
                           AND EXISTS (SELECT 1 FROM job_runs WHERE job = job_leases.job AND status IN ('QUEUED', 'RUNNING'))
                        RETURNING token
                        """, row -> row.longValue("token"), owner, seconds(life), job.name())
                .flatMap(token -> begin(tx, job, owner, token)));
    }

    private static Optional<Lease> begin(Tx tx, JobSpec job, String owner, long token) {
        Optional<Lease> lease = tx.one(
                """
                UPDATE job_runs SET status = 'RUNNING', owner = ?, token = ?, started_at = coalesce(started_at, now()),
                       takeovers = takeovers + CASE WHEN status = 'RUNNING' THEN 1 ELSE 0 END
                 WHERE run_id = (SELECT run_id FROM job_runs WHERE job = ? AND status IN ('QUEUED', 'RUNNING')
                                  ORDER BY status = 'RUNNING' DESC, scheduled_at LIMIT 1)
                   AND status IN ('QUEUED', 'RUNNING')
                RETURNING *, round(extract(epoch FROM now() - started_at)) AS ran_s
                """,
                row -> new Lease(
                        token, JobRun.of(row), job.maxRuntime().minus(Duration.ofSeconds(row.longValue("ran_s")))),
                owner,
                token,
                job.name());
        lease.ifPresentOrElse(
                taken -> tx.update(
                        "UPDATE job_leases SET run_id = ? WHERE job = ?",
                        taken.run().runId(),
                        job.name()),
                // Cancelled between the two statements.
                () -> tx.update("UPDATE job_leases SET owner = NULL, expires_at = now() WHERE job = ?", job.name()));
        return lease;
    }

    /** What an owner learns when it renews. */
    record Renewal(boolean cancelRequested, boolean paused) {}

    /** Keeps the lease for another life; empty when it has another owner. */
    Optional<Renewal> renew(Lease lease) {
        return database.transaction(tx -> tx.one(
                """
                UPDATE job_leases l SET expires_at = now() + make_interval(secs => ?)
                  FROM job_runs r
                 WHERE l.job = ? AND l.token = ? AND r.run_id = ?
                RETURNING r.cancel_requested, l.paused_reason IS NOT NULL AS paused
                """,
                row -> new Renewal(row.bool("cancel_requested"), row.bool("paused")),
                seconds(life),
                lease.run().job(),
                lease.token(),
                lease.run().runId()));
    }

    /**
     * Holds the lease against a takeover until the transaction ends.
     *
     * @return whether the job is paused
     * @throws LeaseLostException when it has another owner
     */
    static boolean fence(Tx tx, Lease lease) {
        return tx.one(
                        "SELECT paused_reason IS NOT NULL AS paused FROM job_leases WHERE job = ? AND token = ? FOR SHARE",
                        row -> row.bool("paused"),
                        lease.run().job(),
                        lease.token())
                .orElseThrow(() -> new LeaseLostException(lease));
    }

    /** Ends the run and frees the job; false when another owner has it. */
    boolean finish(Lease lease, RunStatus status, @Nullable String note) {
        return database.transaction(tx -> {
            boolean mine = free(tx, lease);
            if (mine) {
                tx.update("""
                        UPDATE job_runs SET status = ?, finished_at = now(), note = coalesce(?, note)
                         WHERE run_id = ? AND status = 'RUNNING'
                        """, status.name(), note, lease.run().runId());
            }
            return mine;
        });
    }

    /** Leaves a running run to another owner at once: a stopping server does not make it wait for the lease's end. */
    boolean release(Lease lease) {
        return database.transaction(tx -> free(tx, lease));
    }

    private static boolean free(Tx tx, Lease lease) {
        return tx.update(
                        "UPDATE job_leases SET owner = NULL, run_id = NULL, expires_at = now() WHERE job = ? AND token = ?",
                        lease.run().job(),
                        lease.token())
                == 1;
    }

    /** Asks the run to stop. A queued one is cancelled at once; empty when there is no such run. */
    Optional<JobRun> cancel(UUID runId) {
        return database.transaction(tx -> {
            tx.update("""
                    UPDATE job_runs
                       SET cancel_requested = true,
                           status = CASE status WHEN 'QUEUED' THEN 'CANCELLED' ELSE status END,
                           finished_at = CASE status WHEN 'QUEUED' THEN now() ELSE finished_at END
                     WHERE run_id = ? AND status IN ('QUEUED', 'RUNNING')
                    """, runId);
            return tx.one("SELECT * FROM job_runs WHERE run_id = ?", JobRun::of, runId);
        });
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
