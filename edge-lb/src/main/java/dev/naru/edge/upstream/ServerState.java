package dev.naru.edge.upstream;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What is known of one server, shared by all event loops and kept across reloads. The common path reads two volatile fields; only failures and recoveries write.
 *
 * <pre>
 * UP ──maxFails failures within failTimeout──▶ DOWN ──failTimeout later──▶ one trial request
 *  ▲                                             ▲                              │
 *  └───────────── it succeeds ───────────────────┼──────────────────────────────┤
 *                                                └───────── it fails ───────────┘
 * </pre>
 *
 * Unlike nginx, whose count restarts with each window, this is a sliding window: the server is down exactly when the last {@code maxFails} failures lie within
 * {@code failTimeout} of each other.
 */
public final class ServerState {
    private static final long UP = 0;

    private final int maxFails;
    private final long failTimeoutNanos;
    private final AtomicLongArray failures;
    private final AtomicInteger nextFailure = new AtomicInteger();
    private final AtomicLong downUntil = new AtomicLong(UP);
    private final Load load = new Load();
    private volatile boolean checkedUp = true;
    private volatile boolean everChecked;

    /**
     * @param maxFails failures that take it down; 0 means never
     * @param failTimeoutMs both the window of the failures and the time it then stays down, in milliseconds
     */
    public ServerState(int maxFails, long failTimeoutMs) {
        this.maxFails = maxFails;
        this.failTimeoutNanos = failTimeoutMs * 1_000_000;
        this.failures = new AtomicLongArray(Math.max(1, maxFails));
    }

    /** Whether a request may go there now: it is up, or its time to be tried again has come. */
    public boolean eligible(long nowNanos) {
        long until = downUntil.getPlain();
        return checkedUp && (until == UP || nowNanos - until >= 0);
    }

    /** To be called when it was chosen: while it is on trial, others wait until this request tells. False when another request took the trial first. */
    public boolean claim(long nowNanos) {
        long until = downUntil.getPlain();
        return until == UP || downUntil.compareAndSet(until, nonZero(nowNanos + failTimeoutNanos));
    }

    /** The server answered. */
    public void succeeded() {
        if (downUntil.getPlain() != UP) {
            for (int i = 0; i < failures.length(); i++) {
                failures.set(i, 0);
            }
            downUntil.set(UP);
        }
    }

    /** A connect error, a timeout or an unreadable answer. Returns true when this failure took it down. */
    public boolean failed(long nowNanos) {
        if (maxFails == 0) {
            return false;
        }
        int slot = Math.floorMod(nextFailure.getAndIncrement(), maxFails);
        failures.set(slot, nonZero(nowNanos));
        long oldest = failures.get((slot + 1) % maxFails);
        boolean wasUp = downUntil.get() == UP;
        if (!wasUp || (oldest != 0 && nowNanos - oldest <= failTimeoutNanos)) {
            downUntil.set(nonZero(nowNanos + failTimeoutNanos));
            return wasUp;
        }
        return false;
    }

    /** Whether both passive health and the checks hold it for up. */
    public boolean up() {
        return checkedUp && downUntil.get() == UP;
    }

    /** How busy it is; counted only where the upstream's policy asks. */
    public Load load() {
        return load;
    }

    /** No traffic before the first check has passed; without effect once there was a verdict. */
    public void awaitFirstCheck() {
        if (!everChecked) {
            checkedUp = false;
        }
    }

    /** Whether active checks allow traffic. */
    boolean checkedUp() {
        return checkedUp;
    }

    boolean everChecked() {
        return everChecked;
    }

    /** The verdict of active checks. */
    public void checked(boolean up) {
        everChecked = true;
        checkedUp = up;
        if (up) {
            succeeded();
        }
    }

    private static long nonZero(long nanos) {
        return nanos == 0 ? 1 : nanos;
    }
}
