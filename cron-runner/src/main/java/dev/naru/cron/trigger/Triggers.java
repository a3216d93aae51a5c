package dev.naru.cron.trigger;

import dev.naru.cron.platform.CronConfig;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.faulttolerance.exceptions.FaultToleranceException;
import org.jboss.logging.Logger;

/** Calls for runs, and follows them to their end. Thread safe. */
@Singleton
public final class Triggers {
    private static final Logger LOG = Logger.getLogger(Triggers.class);
    private static final int MAX_FOLLOWED = 32;
    private static final int MAX_WAIT_FACTOR = 10;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore followed = new Semaphore(MAX_FOLLOWED);
    private final CronApi api;
    private final History history;
    private final Duration pollEvery;
    private final Duration giveUpAfter;

    Triggers(CronApi api, History history, CronConfig config) {
        this.api = api;
        this.history = history;
        pollEvery = config.poll().every();
        giveUpAfter = config.poll().giveUpAfter();
    }

    /** Calls for the run due at {@code scheduledAt} and waits for the API's word; true when it has taken it. */
    public boolean fire(String job, Instant scheduledAt, Run.Cause cause) {
        Instant now = Instant.now();
        Run run = history.find(job, scheduledAt)
                .map(Run::again)
                .orElseGet(() -> Run.calling(job, scheduledAt, cause, now));
        history.put(run);
        try {
            RunAnswer answer = api.trigger(job, scheduledAt);
            LOG.infof(
                    "%s due %s (%s): taken as run %s, %s%s",
                    job, scheduledAt, cause, answer.runId(), answer.status(), answer.duplicate() ? ", duplicate" : "");
            history.change(run, r -> r.accepted(answer));
            follow(run, answer);
            return true;
        } catch (RefusedException | UnansweredException | FaultToleranceException e) {
            String why = reason(e);
            LOG.warnf("%s due %s (%s): not taken: %s", job, scheduledAt, cause, why);
            history.change(run, r -> r.ended(Run.State.FAILED, why, Instant.now()));
            return false;
        }
    }

    /** The newest calls, newest first. */
    public List<Run> newest() {
        return history.newest();
    }

    void stop(@Observes ShutdownEvent stop) {
        threads.shutdownNow();
    }

    private void follow(Run run, RunAnswer answer) {
        if (answer.finished()) {
            history.change(run, r -> r.seen(answer, Instant.now()));
            return;
        }
        if (answer.statusUrl() == null || !followed.tryAcquire()) {
            String why = answer.statusUrl() == null ? "no statusUrl" : MAX_FOLLOWED + " runs are followed already";
            history.change(run, r -> r.ended(Run.State.UNSEEN, why, Instant.now()));
            return;
        }
        try {
            URI url = api.statusUrl(answer.statusUrl());
            threads.execute(() -> followAndRelease(run, url));
        } catch (RefusedException | RejectedExecutionException e) {
            followed.release();
            history.change(run, r -> r.ended(Run.State.UNSEEN, reason(e), Instant.now()));
        }
    }

    private void followAndRelease(Run run, URI url) {
        try {
            poll(run, url);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            followed.release();
        }
    }

    private void poll(Run run, URI url) throws InterruptedException {
        long startNs = System.nanoTime();
        Duration wait = pollEvery;
        String last = "";
        while (System.nanoTime() - startNs < giveUpAfter.toNanos()) {
            Thread.sleep(wait);
            wait = Duration.ofMillis(Math.min(wait.toMillis() * 2, pollEvery.toMillis() * MAX_WAIT_FACTOR));
            try {
                RunAnswer answer = api.status(url);
                history.change(run, r -> r.seen(answer, Instant.now()));
                if (answer.finished()) {
                    LOG.infof("%s due %s: %s", run.job(), run.scheduledAt(), answer.status());
                    return;
                }
                last = "";
            } catch (RefusedException | UnansweredException | FaultToleranceException e) {
                // The next poll asks again; the page shows the last word if none comes.
                last = ": " + reason(e);
            }
        }
        String why = "end not seen within " + giveUpAfter.toSeconds() + " s" + last;
        LOG.warnf("%s due %s: %s", run.job(), run.scheduledAt(), why);
        history.change(run, r -> r.ended(Run.State.UNSEEN, why, Instant.now()));
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
