package dev.naru.edge.deploy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The deployments of one upstream on a thread of their own. All methods may be called from any thread; commands wait for their end, for a bounded time. */
public final class DeployThread implements AutoCloseable {
    private static final long TICK_MS = 1000;
    private static final long COMMAND_TIMEOUT_MS = 10_000;
    private static final int MOST_WAITING = 32;
    private static final long STOP_WAIT_MS = 2_000;

    private final String upstream;
    private final Member member;
    private final Store store;
    private final Reports reports;
    private final Journal journal;
    private final ScheduledThreadPoolExecutor thread;
    private final Semaphore places = new Semaphore(MOST_WAITING);
    private volatile Map<String, Object> view = Map.of();

    private DeployThread(
            DeploymentSettings settings, TrafficPort traffic, AppSignal signal, Journal journal, Ticks ticks) {
        this.upstream = settings.upstream();
        this.journal = journal;
        SharedSettings shared = settings.shared();
        this.store = shared == null
                ? new FolderStore(settings, traffic)
                : new RedisStore(
                        settings,
                        shared,
                        traffic,
                        ticks,
                        text -> journal.say(upstream, "", new Event(ticks.wallMs(), "note", text)));
        this.member = new Member(settings, store, signal, journal, ticks);
        this.reports = Reports.of(settings);
        this.thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("deploy-" + upstream).daemon(true).factory());
    }

    /** Leads and takes up what an earlier process left, or follows the edge that leads, weights included, before it returns: to be called before requests come. */
    public static DeployThread start(
            DeploymentSettings settings, TrafficPort traffic, AppSignal signal, Journal journal, Ticks ticks) {
        DeployThread started = new DeployThread(settings, traffic, signal, journal, ticks);
        started.tick();
        started.thread.scheduleWithFixedDelay(started::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
        return started;
    }

    private void tick() {
        try {
            member.tick();
            view = member.view();
        } catch (RuntimeException e) {
            // A fault must not end the ticks: what it met is said each time, and the weights stay.
            journal.say(
                    upstream,
                    "",
                    new Event(System.currentTimeMillis(), "fault", "in the deployment of " + upstream + ": " + e));
        }
    }

    public String upstream() {
        return upstream;
    }

    /** As of the last tick or command: a JSON object, immutable. */
    public Map<String, Object> view() {
        return view;
    }

    /** What starting would do. */
    public Map<String, Object> dryRun(Wish wish) throws Refused {
        return call(() -> member.dryRun(wish));
    }

    /**
     * Begins a deployment.
     *
     * @param who for the report and the log
     */
    public Map<String, Object> start(Wish wish, String who) throws Refused {
        return command(controller -> controller.start(wish, who));
    }

    public Map<String, Object> hold(String who) throws Refused {
        return command(controller -> controller.hold(who));
    }

    public Map<String, Object> resume(String who) throws Refused {
        return command(controller -> controller.resume(who));
    }

    public Map<String, Object> rollBack(String who) throws Refused {
        return command(controller -> controller.rollBack(who));
    }

    public Map<String, Object> abort(String who) throws Refused {
        return command(controller -> controller.abort(who));
    }

    /** Ids of the kept reports, the youngest first. */
    public List<String> reports() throws IOException {
        return reports.ids();
    }

    /** A kept report as {@code json} or {@code html}; null when there is none. */
    public @Nullable String report(String id, String type) throws IOException {
        return reports.read(id, type);
    }

    private Map<String, Object> command(Member.Command command) throws Refused {
        return call(() -> {
            try {
                member.command(command);
            } finally {
                view = member.view(); // also when the command showed that another edge leads
            }
            return view;
        });
    }

    private <T> T call(Callable<T> callable) throws Refused {
        if (!places.tryAcquire()) {
            throw Refused.conflict("too many commands wait for the deployment's thread");
        }
        try {
            Future<T> answer = thread.submit(callable);
            return answer.get(COMMAND_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Refused refused) {
                throw refused;
            }
            throw new IllegalStateException("a fault of the deployment: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw Refused.conflict("no answer within " + COMMAND_TIMEOUT_MS + " ms (a slow disk?): ask for the status");
        } catch (RejectedExecutionException e) {
            throw Refused.conflict("the edge is stopping");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refused.conflict("interrupted");
        } finally {
            places.release();
        }
    }

    /** Decides nothing any more: what is kept is what another edge, or the next process, takes up. Still shows the others what this edge has in flight. */
    public void resign() {
        try {
            thread.submit(member::resign).get(STOP_WAIT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            journal.say(upstream, "", new Event(System.currentTimeMillis(), "fault", "while stopping: " + e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops, and lets the next process of this folder lead. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            // An interrupt would break off a write of the state file, which is safe but says so.
            thread.awaitTermination(STOP_WAIT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        store.close();
    }
}
