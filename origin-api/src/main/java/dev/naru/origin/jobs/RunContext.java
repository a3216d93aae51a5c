package dev.naru.origin.jobs;

import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Tx;
import java.time.Duration;
import java.time.LocalDate;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A run as its job sees it. The worker's thread uses it; {@link #stop} may come from any thread.
 */
final class RunContext {

    /** Why a run stops before its work is done. */
    enum Stop {
        CANCELLED,
        TIMED_OUT,
        PAUSED,
        LEASE_LOST,
        SHUTDOWN
    }

    private final Database database;
    private final Lease lease;
    private final JobMetrics metrics;
    private final long deadlineNanos;
    private volatile @Nullable Stop stop;

    RunContext(Database database, Lease lease, JobMetrics metrics) {
        this.database = database;
        this.lease = lease;
        this.metrics = metrics;
        this.deadlineNanos = System.nanoTime() + lease.left().toNanos();
    }

    Lease lease() {
        return lease;
    }

    UUID runId() {
        return lease.run().runId();
    }

    /** The day that the run works for, in Seoul: that of its scheduled instant, whenever it really runs. */
    LocalDate businessDate() {
        return LocalDate.ofInstant(lease.run().scheduledAt(), JobSpec.SEOUL);
    }

    /** Asks the run to stop after the item at hand; the first reason stays. */
    synchronized void stop(Stop reason) {
        if (stop == null) {
            stop = reason;
        }
    }

    /** The reason to stop, null while there is none. */
    @Nullable
    Stop stopped() {
        if (stop == null && System.nanoTime() - deadlineNanos > 0) {
            stop(Stop.TIMED_OUT);
        }
        return stop;
    }

    boolean mayGoOn() {
        return stopped() == null;
    }

    /** True when the run is so much over its time that its owner must be stuck; the lease is then left to end. */
    boolean isStuck(Duration tolerance) {
        return System.nanoTime() - deadlineNanos > tolerance.toNanos();
    }

    /**
     * Commits a batch if, and only if, this run still has its job: the lease row stays locked until the commit.
     *
     * @throws LeaseLostException when another owner has taken over; nothing of the batch is kept
     */
    <T extends @Nullable Object> T commit(Function<Batch, T> work) {
        try {
            Batch[] committed = new Batch[1];
            T result = database.transaction(tx -> {
                boolean paused = Leases.fence(tx, lease);
                if (paused) {
                    stop(Stop.PAUSED);
                }
                Batch batch = new Batch(tx, lease, paused);
                committed[0] = batch;
                T value = work.apply(batch);
                batch.writeProgress();
                return value;
            });
            metrics.items(lease.run().job(), committed[0]);
            return result;
        } catch (LeaseLostException e) {
            stop(Stop.LEASE_LOST);
            throw e;
        }
    }

    /** {@link #commit} for a batch without a result. */
    void run(Consumer<Batch> work) {
        this.<@Nullable Void>commit(batch -> {
            work.accept(batch);
            return null;
        });
    }

    /** One fenced transaction, and what it counts. */
    static final class Batch {

        private final Tx tx;
        private final Lease lease;
        private final boolean paused;
        private long done;
        private long failed;
        private long retrying;

        private Batch(Tx tx, Lease lease, boolean paused) {
            this.tx = tx;
            this.lease = lease;
            this.paused = paused;
        }

        Tx tx() {
            return tx;
        }

        long token() {
            return lease.token();
        }

        /** True when the kill switch is on: begin nothing new, but record what has happened. */
        boolean paused() {
            return paused;
        }

        void done(long items) {
            done += items;
        }

        void failed(long items) {
            failed += items;
        }

        void retrying(long items) {
            retrying += items;
        }

        long doneItems() {
            return done;
        }

        long failedItems() {
            return failed;
        }

        long retryingItems() {
            return retrying;
        }

        private void writeProgress() {
            if (done + failed + retrying > 0) {
                tx.update("""
                        UPDATE job_runs SET items_done = items_done + ?, items_failed = items_failed + ?, items_retrying = items_retrying + ?
                         WHERE run_id = ?
                        """, done, failed, retrying, lease.run().runId());
            }
        }
    }
}
