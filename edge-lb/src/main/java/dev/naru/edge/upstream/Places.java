package dev.naru.edge.upstream;

import java.util.concurrent.atomic.AtomicInteger;

/** The places of one server, one for each request in flight, over all event loops. Lock-free; who entered must leave once. */
public final class Places {
    private final AtomicInteger taken = new AtomicInteger();
    private volatile int limit = Integer.MAX_VALUE;

    void limit(int requests) {
        limit = requests;
    }

    public int limit() {
        return limit;
    }

    public int taken() {
        return taken.get();
    }

    boolean free() {
        return taken.get() < limit;
    }

    boolean enter() {
        int now = taken.get();
        while (now < limit) {
            if (taken.compareAndSet(now, now + 1)) {
                return true;
            }
            now = taken.get();
        }
        return false;
    }

    public void leave() {
        taken.decrementAndGet();
    }
}
