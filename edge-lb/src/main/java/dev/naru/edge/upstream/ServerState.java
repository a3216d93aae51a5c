package dev.naru.edge.upstream;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one server, shared by all event loops and kept across reloads. The common path reads a few fields that hardly ever change; only failures,
 * recoveries and limits write.
 *
 * <pre>
 * UP ──maxFails failures within failTimeout──▶ DOWN ──failTimeout later──▶ one trial request
 *  ▲                                             ▲                              │
 *  └───────────── it succeeds ───────────────────┼──────────────────────────────┤
 *                                                └───────── it fails ───────────┘
 * </pre>
 *
 * Unlike nginx, whose count restarts with each window, this is a sliding window: the server is down exactly when the last {@code maxFails} failures lie within
 * {@code failTimeout} of each other. Beside it stand the {@linkplain Bar bars} that checks and policies put up, and the limits of what an eligible server gets.
 */
public final class ServerState {
    /** Why a server gets no requests although it did not fail any lately. */
    public enum Bar {
        /** Its active checks fail. */
        CHECKS,
        /** It was ejected as an outlier. */
        EJECTED,
        /** Its circuit breaker is open. */
        BREAKER,
        /** It has not passed a check since it was started or could not be reached: even in a panic it gets nothing. */
        COLD;

        final int bit = 1 << ordinal();
    }

    /** What keeps a request from a server. */
    public enum Obstacle {
        NONE,
        DOWN,
        BREAKER_OPEN,
        FULL
    }

    /** The last failures, as many as take it down. */
    private record Window(int maxFails, long failTimeoutNanos, AtomicLongArray failures) {
        static Window of(int maxFails, long failTimeoutMs) {
            return new Window(maxFails, failTimeoutMs * 1_000_000, new AtomicLongArray(Math.max(1, maxFails)));
        }
    }

    /** {@link #share} of a server that is not starting. */
    public static final int WHOLE = 1000;

    private static final long UP = 0;
    private static final int DOUBTFUL = Bar.CHECKS.bit | Bar.EJECTED.bit;

    private volatile Window window;
    private final AtomicInteger nextFailure = new AtomicInteger();
    private final AtomicLong downUntil = new AtomicLong(UP);
    private final AtomicInteger bars = new AtomicInteger();
    private final AtomicInteger consecutive5xx = new AtomicInteger();
    private final AtomicInteger offered = new AtomicInteger();
    private final Load load = new Load();
    private volatile boolean everChecked;
    private volatile boolean panic;
    private volatile boolean downByAnswers;
    private volatile long upSinceNanos = System.nanoTime();
    private volatile int share = WHOLE;
    private volatile @Nullable Places places;
    private volatile @Nullable AtomicInteger trials;

    /**
     * @param maxFails failures that take it down; 0 means never
     * @param failTimeoutMs both the window of the failures and the time it then stays down, in milliseconds
     */
    public ServerState(int maxFails, long failTimeoutMs) {
        window = Window.of(maxFails, failTimeoutMs);
    }

    /** A reload's settings of the same two; a server that is down stays so, unless nothing takes it down any more. */
    public void passiveHealth(int maxFails, long failTimeoutMs) {
        Window now = window;
        if (now.maxFails != maxFails || now.failTimeoutNanos != failTimeoutMs * 1_000_000) {
            window = Window.of(maxFails, failTimeoutMs);
        }
        if (maxFails == 0) {
            succeeded();
        }
    }

    // ---- choosing, on the event loops

    /** Whether a request may go there now: nothing bars it, it has a place, and it is up or its time to be tried again has come. */
    public boolean eligible(long nowNanos) {
        Places limit = places;
        return passable(nowNanos) && (limit == null || limit.free()) && trialsLeft();
    }

    private boolean passable(long nowNanos) {
        int barred = bars.getPlain();
        if (barred != 0 && (!panic || (barred & ~DOUBTFUL) != 0)) {
            return false;
        }
        long until = downUntil.getPlain();
        return until == UP || nowNanos - until >= 0 || usedInPanic();
    }

    private boolean trialsLeft() {
        AtomicInteger left = trials;
        return left == null || left.get() > 0;
    }

    /** Failing to answer at all is no matter of doubt, answering with errors is. */
    private boolean usedInPanic() {
        return panic && downByAnswers;
    }

    /**
     * To be called when it was chosen; false when it takes this request after all not, and another is to be chosen: its place or its trial went to another
     * request, or it is starting slowly. After true the place is to be {@linkplain Places#leave left} at the end of the attempt.
     */
    public boolean claim(long nowNanos) {
        int portion = share;
        if (portion < WHOLE && downUntil.getPlain() == UP) { // a trial is not put off
            // Of every thousand offers, evenly spread, as many are taken as the share says.
            long n = offered.getAndIncrement() & 0x7fffffffL;
            if ((n + 1) * portion / WHOLE == n * portion / WHOLE) {
                return false;
            }
        }
        return claimWhole(nowNanos);
    }

    /** As {@link #claim}, for when there is no other to choose: that it is starting slowly does not count. */
    public boolean claimWhole(long nowNanos) {
        Places limit = places;
        if (limit != null && !limit.enter()) {
            return false;
        }
        if (claimTrial(nowNanos)) {
            return true;
        }
        if (limit != null) {
            limit.leave();
        }
        return false;
    }

    private boolean claimTrial(long nowNanos) {
        AtomicInteger left = trials;
        if (left != null && left.getAndDecrement() <= 0) {
            left.incrementAndGet();
            return false;
        }
        long until = downUntil.getPlain();
        return until == UP
                || usedInPanic()
                || downUntil.compareAndSet(until, nonZero(nowNanos + window.failTimeoutNanos));
    }

    /** What keeps a request from it now. */
    public Obstacle obstacle(long nowNanos) {
        int barred = bars.getPlain();
        if (barred == Bar.BREAKER.bit || !trialsLeft()) {
            return Obstacle.BREAKER_OPEN;
        }
        if (!passable(nowNanos)) {
            return Obstacle.DOWN;
        }
        return eligible(nowNanos) ? Obstacle.NONE : Obstacle.FULL;
    }

    /** Its places; null when their number is not limited. */
    public @Nullable Places places() {
        return places;
    }

    // ---- passive health, on the event loops

    /** The server answered with this status, which does not count as a failure. */
    public void answered(int status) {
        if (status >= 500) {
            consecutive5xx.incrementAndGet();
        } else if (consecutive5xx.getPlain() != 0) {
            consecutive5xx.set(0);
        }
        succeeded();
    }

    /** The server answered with a status that counts as a failure. Returns true when this one took it down. */
    public boolean answeredBadly(int status, long nowNanos) {
        if (status >= 500) {
            consecutive5xx.incrementAndGet();
        }
        return failed(nowNanos, true);
    }

    /** It works. */
    public void succeeded() {
        if (downUntil.getPlain() != UP) {
            AtomicLongArray failures = window.failures;
            for (int i = 0; i < failures.length(); i++) {
                failures.set(i, 0);
            }
            downUntil.set(UP);
            upSinceNanos = System.nanoTime();
        }
    }

    /** A connect error, a timeout or an unreadable answer. Returns true when this failure took it down. */
    public boolean failed(long nowNanos) {
        return failed(nowNanos, false);
    }

    private boolean failed(long nowNanos, boolean answered) {
        Window last = window;
        if (last.maxFails == 0) {
            return false;
        }
        int slot = Math.floorMod(nextFailure.getAndIncrement(), last.maxFails);
        last.failures.set(slot, nonZero(nowNanos));
        long oldest = last.failures.get((slot + 1) % last.maxFails);
        boolean wasUp = downUntil.get() == UP;
        if (!wasUp || (oldest != 0 && nowNanos - oldest <= last.failTimeoutNanos)) {
            downByAnswers = answered;
            downUntil.set(nonZero(nowNanos + last.failTimeoutNanos));
            return wasUp;
        }
        return false;
    }

    // ---- verdicts, from threads of the control plane

    /** Whether passive health, checks and policies all hold it for up. */
    public boolean up() {
        return bars.get() == 0 && downUntil.get() == UP;
    }

    /** How busy it is; counted only where the upstream's policy asks. */
    public Load load() {
        return load;
    }

    /** No traffic before the first check has passed; without effect once there was a verdict. */
    public void awaitFirstCheck() {
        if (!everChecked) {
            bar(Bar.CHECKS, true);
            bar(Bar.COLD, true);
        }
    }

    /** Puts a bar up or takes it away. */
    public void bar(Bar bar, boolean up) {
        bars.updateAndGet(all -> up ? all | bar.bit : all & ~bar.bit);
    }

    /** Whether only a judgement keeps it from requests that it could answer. */
    public boolean doubted() {
        int barred = bars.get();
        boolean down = downUntil.get() != UP;
        return (barred & ~DOUBTFUL) == 0 && (down ? downByAnswers : barred != 0);
    }

    /** Of its circuit breaker: 0 closed, 1 half-open, 2 open. */
    public int breaker() {
        return barred(Bar.BREAKER) ? 2 : trials == null ? 0 : 1;
    }

    public boolean barred(Bar bar) {
        return (bars.get() & bar.bit) != 0;
    }

    boolean everChecked() {
        return everChecked;
    }

    /** The verdict of active checks. */
    public void checked(boolean up) {
        everChecked = true;
        if (up) {
            if (barred(Bar.CHECKS)) {
                upSinceNanos = System.nanoTime();
            }
            succeeded();
            bar(Bar.COLD, false);
        }
        bar(Bar.CHECKS, !up);
    }

    /** In a panic doubts about its health do not count. */
    public void panic(boolean on) {
        panic = on;
    }

    /** When it last came up, on the clock of {@link System#nanoTime}. */
    public long upSinceNanos() {
        return upSinceNanos;
    }

    /** The part of its turns that it takes while it is starting, 1 to {@link #WHOLE}. */
    public void share(int thousandths) {
        share = thousandths;
    }

    public int share() {
        return share;
    }

    /** Answers with 5xx since the last other one. */
    public int consecutive5xx() {
        return consecutive5xx.get();
    }

    public void forgetConsecutive5xx() {
        consecutive5xx.set(0);
    }

    /** Limits its requests in flight; 0 for no limit. */
    public void limit(int requests) {
        Places limit = places;
        if (limit == null && requests > 0) {
            limit = new Places();
            limit.limit(requests);
            places = limit;
        } else if (limit != null) {
            limit.limit(requests == 0 ? Integer.MAX_VALUE : requests);
        }
    }

    /** Lets only so many more requests through, while a breaker is half-open; negative for no such limit. */
    public void trials(int requests) {
        trials = requests < 0 ? null : new AtomicInteger(requests);
    }

    private static long nonZero(long nanos) {
        return nanos == 0 ? 1 : nanos;
    }
}
