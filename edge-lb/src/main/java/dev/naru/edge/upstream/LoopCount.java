package dev.naru.edge.upstream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one event loop counts of an upstream's requests: those that are active, and those of the last {@value #WINDOW_SECONDS} s with their repetitions. One writer, so
 * neither lock nor atomic addition; read by any thread.
 */
public final class LoopCount {
    /** Whole seconds, beside the one that has begun. */
    public static final int WINDOW_SECONDS = 10;

    private static final VarHandle ACTIVE = handle("active", int.class);
    private static final VarHandle REQUESTS = handle("requests", long.class);
    private static final VarHandle REPETITIONS = handle("repetitions", long.class);

    private int active;
    private long requests;
    private long repetitions;
    /** Both as they were when the window began; written once a second. */
    private volatile long requestsThen;

    private volatile long repetitionsThen;

    private final long[] requestsAt = new long[WINDOW_SECONDS];
    private final long[] repetitionsAt = new long[WINDOW_SECONDS];
    private long second;

    private static VarHandle handle(String field, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(LoopCount.class, field, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A request was given to the upstream; on the loop, as all that changes something. */
    public void begins() {
        ACTIVE.setOpaque(this, active + 1);
        REQUESTS.setOpaque(this, requests + 1);
    }

    public void ends() {
        ACTIVE.setOpaque(this, active - 1);
    }

    void repeats() {
        REPETITIONS.setOpaque(this, repetitions + 1);
    }

    /** Moves the window; to be called at least every second. */
    public void tick(long nanoTime) {
        long now = Math.floorDiv(nanoTime, 1_000_000_000L);
        long steps = Math.min(WINDOW_SECONDS, second == 0 ? WINDOW_SECONDS : now - second);
        if (steps <= 0) {
            return;
        }
        second = now;
        for (long step = now - steps + 1; step <= now; step++) {
            int slot = (int) Math.floorMod(step, (long) WINDOW_SECONDS);
            requestsThen = requestsAt[slot];
            repetitionsThen = repetitionsAt[slot];
            requestsAt[slot] = requests;
            repetitionsAt[slot] = repetitions;
        }
    }

    int active() {
        return (int) ACTIVE.getOpaque(this);
    }

    long recentRequests() {
        return (long) REQUESTS.getOpaque(this) - requestsThen;
    }

    long recentRepetitions() {
        return (long) REPETITIONS.getOpaque(this) - repetitionsThen;
    }
}
