package dev.naru.edge.upstream;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What is known of one upstream as a whole, shared by all event loops and kept across reloads by its name: its load, its retry budget, its waiting requests. */
public final class UpstreamState {
    private final List<LoopCount> counts = new CopyOnWriteArrayList<>();
    private final AtomicInteger retrying = new AtomicInteger();
    private final AtomicLong retriesRefused = new AtomicLong();
    private final WaitingRoom waiting = new WaitingRoom();
    private volatile boolean panic;

    /** The counter of one more loop. */
    public LoopCount newCount() {
        LoopCount count = new LoopCount();
        counts.add(count);
        return count;
    }

    /** Requests that were given to the upstream and have not ended, on all loops. */
    public int active() {
        int sum = 0;
        for (LoopCount count : counts) {
            sum += count.active();
        }
        return sum;
    }

    /**
     * Takes a share of the retry budget: repetitions must not multiply an overload. They may be a share of the requests that are active (Envoy's budget), or of those of the
     * last {@value LoopCount#WINDOW_SECONDS} s (Finagle's). The second lets those go on that a server which fell silent held up: they all time out in the same moment, long
     * after the last repetition, and are half of the active ones then. After true, {@link #endRetry} must follow.
     *
     * @param loop of the caller; it counts what is granted
     * @param percent of the requests that may be repetitions
     * @param min that may run in any case
     */
    public boolean beginRetry(LoopCount loop, int percent, int min) {
        int allowed = Math.max(min, (int) (active() * (long) percent / 100));
        if (retrying.incrementAndGet() <= allowed || recentlyFew(percent)) {
            loop.repeats();
            return true;
        }
        retrying.decrementAndGet();
        retriesRefused.incrementAndGet();
        return false;
    }

    private boolean recentlyFew(int percent) {
        long requests = 0;
        long repetitions = 0;
        for (LoopCount count : counts) {
            requests += count.recentRequests();
            repetitions += count.recentRepetitions();
        }
        return repetitions < requests * percent / 100;
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
