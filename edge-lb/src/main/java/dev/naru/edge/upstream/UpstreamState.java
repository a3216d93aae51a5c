package dev.naru.edge.upstream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What is known of one upstream as a whole, shared by all event loops and kept across reloads by its name: its load, its retry budget, its waiting requests. */
public final class UpstreamState {
    /** The active requests of one event loop: one writer, so neither lock nor atomic addition. */
    public static final class Active {
        private static final VarHandle COUNT;

        static {
            try {
                COUNT = MethodHandles.lookup().findVarHandle(Active.class, "count", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private int count;

        /** On the loop only. */
        public void add(int change) {
            COUNT.setOpaque(this, count + change);
        }

        int get() {
            return (int) COUNT.getOpaque(this);
        }
    }

    private final List<Active> actives = new CopyOnWriteArrayList<>();
    private final AtomicInteger retrying = new AtomicInteger();
    private final AtomicLong retriesRefused = new AtomicLong();
    private final WaitingRoom waiting = new WaitingRoom();
    private volatile boolean panic;

    /** The counter of one more loop. */
    public Active newActive() {
        Active active = new Active();
        actives.add(active);
        return active;
    }

    /** Requests that were given to the upstream and have not ended, on all loops. */
    public int active() {
        int sum = 0;
        for (Active active : actives) {
            sum += active.get();
        }
        return sum;
    }

    /**
     * Takes a share of the retry budget (Envoy's and Finagle's idea: repetitions must not multiply an overload). After true, {@link #endRetry} must follow.
     *
     * @param percent of the active requests that may be repetitions
     * @param min that may run in any case
     */
    public boolean beginRetry(int percent, int min) {
        int allowed = Math.max(min, (int) (active() * (long) percent / 100));
        if (retrying.incrementAndGet() <= allowed) {
            return true;
        }
        retrying.decrementAndGet();
        retriesRefused.incrementAndGet();
        return false;
    }

    public void endRetry() {
        retrying.decrementAndGet();
    }

    public long retriesRefused() {
        return retriesRefused.get();
    }

    /** The requests that wait for a server. */
    public WaitingRoom waiting() {
        return waiting;
    }

    public boolean inPanic() {
        return panic;
    }

    public void panic(boolean on) {
        panic = on;
    }
}
