package dev.naru.bench.load;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs at each turn of one event loop, in its thread. While requests are sent at a fixed rate the loop spins instead of
 * sleeping: the time of a due request is then exact (a timer is late by the kernel's 50 µs slack), and latencies hold no
 * wake-up of this side.
 */
final class LoopTurn implements SelectStrategy {

    private volatile boolean spinning;
    private @Nullable Runnable everyTurn; // owned by the loop's thread

    @Override
    public int calculateStrategy(IntSupplier selectSupplier, boolean hasTasks) throws Exception {
        Runnable task = everyTurn;
        if (task != null) {
            task.run();
        }
        return spinning || hasTasks ? selectSupplier.get() : SelectStrategy.SELECT;
    }

    /** From any thread; follow it with a task, to wake a loop that sleeps. */
    void spin(boolean on) {
        spinning = on;
    }

    /** Loop thread only. */
    void everyTurn(@Nullable Runnable task) {
        everyTurn = task;
    }
}
