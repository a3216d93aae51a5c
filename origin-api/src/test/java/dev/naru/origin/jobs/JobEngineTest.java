package dev.naru.origin.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.origin.Concurrently;
import dev.naru.origin.TestEnvironment;
import dev.naru.origin.platform.Alarm;
import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Problem;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class JobEngineTest {

    @Inject
    Database database;

    @Inject
    Alarm alarm;

    /** Adds one row in each piece of work, {@code pieces} times; a test may stop it before a commit. */
    private final class CountingJob implements Job {
        final String name = "test_" + UUID.randomUUID().toString().replace('-', '_');
        final AtomicInteger works = new AtomicInteger();
        volatile int pieces = 1;
        volatile Runnable beforeCommit = () -> {};

        @Override
        public JobSpec spec() {
            return JobSpec.every(name, Duration.ofMinutes(1), Duration.ofSeconds(30));
        }

        @Override
        public boolean work(RunContext run) {
            int piece = works.incrementAndGet();
            beforeCommit.run();
            run.run(batch -> {
                batch.tx().update("INSERT INTO engine_test (job, run_id) VALUES (?, ?)", name, run.runId());
                batch.done(1);
            });
            return piece < pieces;
        }

        long rows() {
            return database.transaction(
                    tx -> tx.one("SELECT count(*) AS n FROM engine_test WHERE job = ?", row -> row.longValue("n"), name)
                            .orElseThrow());
        }
    }

    private final CountingJob job = new CountingJob();
    private final Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES);

    @BeforeEach
    void table() {
        database.run(tx -> tx.update("CREATE TABLE IF NOT EXISTS engine_test (job text, run_id uuid)"));
    }

    @Test
    void callsAtOnceOnTwoReplicasAreOneRun() throws Exception {
        JobReplica a = replica("a");
        JobReplica b = replica("b");
        List<Cron.Accepted> answers = Concurrently.together(
                12, i -> () -> (i % 2 == 0 ? a : b).cron.accept((i % 2 == 0 ? a : b).only(), minute, "test"));
        assertEquals(1, answers.stream().filter(answer -> !answer.duplicate()).count());
        assertEquals(
                1,
                answers.stream().map(answer -> answer.run().runId()).distinct().count());
        Concurrently.await(() -> status(a, answers.getFirst()) == RunStatus.SUCCEEDED);
        assertEquals(1, job.rows());
        assertEquals(new JobRun.Items(1, 0, 0), run(a, answers.getFirst()).items());
        assertTrue(a.cron.accept(a.only(), minute, "test").duplicate());
        assertEquals(1, job.rows());
    }

    @Test
    void aCallDuringARunIsSkippedAndRecorded() throws Exception {
        JobReplica a = replica("a");
        JobReplica b = replica("b");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        job.beforeCommit = () -> {
            inside.countDown();
            pass(go);
        };
        Cron.Accepted first = a.cron.accept(a.only(), minute.minusSeconds(60), "test");
        assertTrue(inside.await(20, TimeUnit.SECONDS));
        Cron.Accepted second = b.cron.accept(b.only(), minute, "test");
        assertEquals(RunStatus.SKIPPED_OVERLAP, second.run().status());
        go.countDown();
        Concurrently.await(() -> status(a, first) == RunStatus.SUCCEEDED);
        assertEquals(1, job.rows());
        assertEquals(RunStatus.SKIPPED_OVERLAP, status(a, second));
    }

    @Test
    void anotherOwnerTakesOverAndTheOldOneIsFenced() throws Exception {
        JobReplica a = replica("a");
        JobReplica b = replica("b");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        job.beforeCommit = () -> {
            if (job.works.get() == 1) { // a's, which now sleeps through the end of its lease
                inside.countDown();
                pass(go);
            }
        };
        Cron.Accepted call = a.cron.accept(a.only(), minute, "test");
        assertTrue(inside.await(20, TimeUnit.SECONDS));
        b.runner.workOff(b.only());
        assertEquals(RunStatus.RUNNING, status(b, call), "a live lease is not taken");

        expireLease();
        b.runner.workOff(b.only());
        JobRun done = run(b, call);
        assertEquals(RunStatus.SUCCEEDED, done.status());
        assertEquals("b", done.owner());
        assertEquals(1, done.takeovers());
        assertEquals(1, job.rows());

        go.countDown(); // a awakes and tries to commit
        Concurrently.await(() -> outcomes(a, "lease-lost") == 1);
        assertEquals(1, job.rows(), "the batch of the old owner was refused");
        assertEquals(new JobRun.Items(1, 0, 0), run(a, call).items());
        assertEquals(RunStatus.SUCCEEDED, status(a, call));
    }

    @Test
    void theWatchPicksUpARunWhoseReplicaDied() throws Exception {
        JobReplica b = replica("b");
        Cron.Accepted call = acceptedByADeadReplica();
        b.watch.tick();
        Concurrently.await(() -> status(b, call) == RunStatus.SUCCEEDED);
        assertEquals(1, run(b, call).takeovers());
        assertEquals(1, job.rows());
    }

    @Test
    void aRunThatKillsItsOwnersIsGivenUp() throws Exception {
        JobReplica b = replica("b");
        Cron.Accepted call = acceptedByADeadReplica();
        database.run(tx -> tx.update("UPDATE job_runs SET takeovers = 5 WHERE job = ?", job.name));
        b.runner.workOff(b.only());
        assertEquals(RunStatus.FAILED, status(b, call));
        assertEquals(0, job.rows());
    }

    @Test
    void aStoppingReplicaLeavesItsRunToTheOther() throws Exception {
        JobReplica a = replica("a");
        JobReplica b = replica("b");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        job.pieces = 2;
        job.beforeCommit = () -> {
            if (job.works.get() == 1) {
                inside.countDown();
                pass(go);
            }
        };
        Cron.Accepted call = a.cron.accept(a.only(), minute, "test");
        assertTrue(inside.await(20, TimeUnit.SECONDS));
        Thread stopping = Thread.ofVirtual().start(() -> {
            try {
                a.runner.shutDown(new ShutdownEvent());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        Concurrently.await(() -> stopping.getState() == Thread.State.TIMED_WAITING || !stopping.isAlive());
        go.countDown();
        stopping.join();
        assertEquals(RunStatus.RUNNING, status(a, call));
        b.watch.tick();
        Concurrently.await(() -> status(b, call) == RunStatus.SUCCEEDED);
        assertEquals(2, job.rows(), "one piece on each");
    }

    @Test
    void cancelStopsARunAfterTheItemAtHand() throws Exception {
        JobReplica a = replica("a");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        job.pieces = 1000;
        job.beforeCommit = () -> {
            inside.countDown();
            pass(go);
        };
        Cron.Accepted call = a.cron.accept(a.only(), minute, "test");
        assertTrue(inside.await(20, TimeUnit.SECONDS));
        a.runner.cancelled(a.leases.cancel(call.run().runId()).orElseThrow());
        go.countDown();
        Concurrently.await(() -> status(a, call) == RunStatus.CANCELLED);
        assertEquals(1, job.rows());
        assertTrue(a.leases.acquire(a.only().spec(), "a").isEmpty());
    }

    @Test
    void aRunPastItsMaxRuntimeEnds() {
        JobReplica a = replica("a", Map.of("naru.jobs.job." + job.name + ".max-runtime", "0s"));
        job.pieces = 1000;
        a.runAt(minute);
        assertEquals(RunStatus.TIMED_OUT, a.runs.history(job.name).getFirst().status());
    }

    @Test
    void aThrowingJobFailsItsRunAndFreesTheJob() {
        JobReplica a = replica("a");
        job.beforeCommit = () -> {
            throw new IllegalStateException("no");
        };
        a.runAt(minute.minusSeconds(60));
        JobRun failed = a.runs.history(job.name).getFirst();
        assertEquals(RunStatus.FAILED, failed.status());
        assertTrue(String.valueOf(failed.note()).contains("no"));
        job.beforeCommit = () -> {};
        a.runAt(minute);
        assertEquals(RunStatus.SUCCEEDED, a.runs.history(job.name).getFirst().status());
    }

    @Test
    void oneRunStandsForMissedOnes() throws Exception {
        JobReplica a = replica("a");
        Cron.Accepted old = a.cron.accept(a.only(), minute.minusSeconds(300), "test");
        Concurrently.await(() -> status(a, old) == RunStatus.SUCCEEDED);
        Cron.Accepted now = a.cron.accept(a.only(), minute, "test");
        assertEquals(5, now.run().covers());
        Concurrently.await(() -> status(a, now) == RunStatus.SUCCEEDED);
        Cron.Accepted between = a.cron.accept(a.only(), minute.minusSeconds(120), "test");
        assertEquals(RunStatus.SKIPPED_MISFIRE, between.run().status());
        assertEquals(2, job.rows());
    }

    @Test
    void aFastClockNamesTheRunOfTheRightOnes() throws Exception {
        JobReplica a = replica("a");
        // As near to the last minute of the database's clock as needed for the next line to be that very instant.
        Cron.Accepted fast = a.cron.accept(a.only(), minute.plusSeconds(240), "test");
        Cron.Accepted right = a.cron.accept(a.only(), fast.run().scheduledAt(), "test");
        assertTrue(right.duplicate());
        assertFalse(fast.run().scheduledAt().isAfter(a.runs.now().plusSeconds(30)));
        Concurrently.await(() -> status(a, fast) == RunStatus.SUCCEEDED);
        Cron.Accepted next = a.cron.accept(a.only(), fast.run().scheduledAt().plusSeconds(60), "test");
        assertFalse(next.run().status() == RunStatus.SKIPPED_MISFIRE, "the fast one's run stands for no later one");
    }

    @Test
    void allMissedRunsAreMadeUpForUpToTheLimit() throws Exception {
        JobReplica a = replica(
                "a",
                Map.of(
                        "naru.jobs.job." + job.name + ".misfire",
                        "ALL",
                        "naru.jobs.job." + job.name + ".misfire-max",
                        "2"));
        Cron.Accepted old = a.cron.accept(a.only(), minute.minusSeconds(300), "test");
        Concurrently.await(() -> status(a, old) == RunStatus.SUCCEEDED);
        Cron.Accepted now = a.cron.accept(a.only(), minute, "test");
        Concurrently.await(() -> status(a, now) == RunStatus.SUCCEEDED);
        List<JobRun> history = a.runs.history(job.name);
        assertEquals(
                List.of(minute, minute.minusSeconds(60), minute.minusSeconds(120), minute.minusSeconds(300)),
                history.stream().map(JobRun::scheduledAt).toList());
        assertTrue(history.stream().allMatch(run -> run.status() == RunStatus.SUCCEEDED));
        assertEquals(4, job.rows());
    }

    @Test
    void aLateCallIsSkippedWhereLateIsUseless() {
        JobReplica a = replica("a", Map.of("naru.jobs.job." + job.name + ".misfire", "SKIP"));
        assertEquals(
                RunStatus.SKIPPED_MISFIRE,
                a.cron.accept(a.only(), minute.minusSeconds(600), "test").run().status());
        assertEquals(0, job.rows());
        assertThrows(Problem.class, () -> a.cron.accept(a.only(), minute.plusSeconds(3600), "test"));
    }

    @Test
    void aPausedJobRecordsCallsAndRunsNothing() {
        JobReplica a = replica("a");
        a.runs.pause(job.name, "the kill switch of the test");
        assertEquals(
                RunStatus.SKIPPED_PAUSED,
                a.cron.accept(a.only(), minute, "test").run().status());
        a.runAt(minute.minusSeconds(60));
        assertEquals(0, job.rows());
        a.runs.pause(job.name, null);
        a.runner.workOff(a.only());
        assertEquals(1, job.rows());
    }

    @Test
    void aMissingCallRaisesOneAlarmOverAllReplicas() {
        JobReplica a = replica("a");
        JobReplica b = replica("b");
        assertTrue(a.runs.overdue(a.only().spec()).isEmpty());
        database.run(tx -> tx.update(
                "UPDATE job_leases SET registered_at = now() - interval '95 seconds' WHERE job = ?", job.name));
        RunRepository.Due due = a.runs.overdue(a.only().spec()).orElseThrow();
        assertTrue(due.firstSeen());
        assertTrue(due.secondsLate() >= 5 && due.secondsLate() < 60, String.valueOf(due));
        assertFalse(b.runs.overdue(b.only().spec()).orElseThrow().firstSeen());
        b.watch.tick();
        assertTrue(b.meters
                        .get("naru.job.overdue.seconds")
                        .tag("job", job.name)
                        .gauge()
                        .value()
                >= 5);
        a.cron.accept(a.only(), minute, "test");
        assertTrue(a.runs.overdue(a.only().spec()).isEmpty());
        b.watch.tick();
        assertEquals(
                0,
                b.meters
                        .get("naru.job.overdue.seconds")
                        .tag("job", job.name)
                        .gauge()
                        .value());
    }

    @Test
    void runsAreForgottenAfterTheRetention() {
        JobReplica a = replica("a");
        a.runAt(minute);
        a.retention.forget(Duration.ofDays(1));
        assertEquals(1, a.runs.history(job.name).size());
        database.run(
                tx -> tx.update("UPDATE job_runs SET finished_at = now() - interval '2 days' WHERE job = ?", job.name));
        a.retention.forget(Duration.ofDays(1));
        assertEquals(0, a.runs.history(job.name).size());
    }

    private JobReplica replica(String owner) {
        return replica(owner, Map.of());
    }

    private JobReplica replica(String owner, Map<String, String> settings) {
        return new JobReplica(owner, database, alarm, settings, job);
    }

    /** A run accepted and begun by a replica that then died: RUNNING, under a lease that has ended. */
    private Cron.Accepted acceptedByADeadReplica() {
        JobReplica dead = replica("dead");
        JobRun queued = dead.queue(minute);
        dead.leases.acquire(dead.only().spec(), "dead").orElseThrow();
        expireLease();
        return new Cron.Accepted(queued, false);
    }

    private void expireLease() {
        database.run(tx -> tx.update("UPDATE job_leases SET expires_at = now() WHERE job = ?", job.name));
    }

    private static JobRun run(JobReplica replica, Cron.Accepted call) {
        return replica.runs.find(call.run().runId()).orElseThrow();
    }

    private static RunStatus status(JobReplica replica, Cron.Accepted call) {
        return run(replica, call).status();
    }

    private static long outcomes(JobReplica replica, String outcome) {
        var timer = replica.meters.find("naru.job.runs").tag("outcome", outcome).timer();
        return timer == null ? 0 : timer.count();
    }

    private static void pass(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
