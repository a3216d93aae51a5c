package dev.naru.edge.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A fixed set of counters with one writer, its event loop, and any readers. Adding is a plain read and an opaque write: no lock, no fence. */
final class Counters {
    private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] cells;

    Counters(int size) {
        cells = new long[size];
    }

    void add(int index, long amount) {
        CELLS.setOpaque(cells, index, cells[index] + amount);
    }

    long get(int index) {
        return (long) CELLS.getOpaque(cells, index);
    }
}
