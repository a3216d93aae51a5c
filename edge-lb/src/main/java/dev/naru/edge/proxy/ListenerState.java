package dev.naru.edge.proxy;

import java.util.concurrent.atomic.LongAdder;

/** What connections know of the listener that accepted them; shared by all loops, and kept while the listener has the same address. */
public final class ListenerState {
    private final LongAdder open = new LongAdder();
    private volatile String name;
    private volatile boolean draining;

    public ListenerState(String name) {
        this.name = name;
    }

    /** As configured; a reload may give another name to the same address. */
    public String name() {
        return name;
    }

    public void name(String other) {
        name = other;
    }

    /** Whether answers tell their clients to come no more over the same connection. */
    public boolean draining() {
        return draining;
    }

    public void draining(boolean on) {
        draining = on;
    }

    /** Client connections that are open. */
    public long open() {
        return open.sum();
    }

    void opened() {
        open.increment();
    }

    void closed() {
        open.decrement();
    }
}
