package dev.naru.edge.policy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How far ahead of its even rate each key is: the generic cell rate algorithm (ITU-T I.371) with one long per key, the time at which its backlog is worked off. This is
 * the leaky bucket {@code excess = max(0, excess - rate * dt + 1)} with {@code excess = (time - now) / period}.
 *
 * <p>The table has a fixed size. A key has its place in one set of eight; when all eight are taken, the one with the smallest backlog gives way, and the new key takes
 * its backlog over (Space-Saving, Metwally et al. 2005). So what the table believes of a key is never less than the truth: no flood of other keys lets anybody have
 * more than the limit. Under such a flood a new key may be refused for a moment, for the backlog that it took over.
 *
 * <p>For any thread; no lock. Two loops that make room in one set at the same moment may lose one count.
 */
final class RateTable {
    private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int WAYS = 8;
    private static final long EMPTY = 0;

    private final int mask;

    /** Times are counted from here, since 0 has to be before them all. */
    private final long origin;

    /** Key and time, alternating. */
    private final long[] cells;

    /**
     * @param keys how many are told apart; rounded up to a power of two, at least 8
     * @param nanoTime now
     */
    RateTable(int keys, long nanoTime) {
        int capacity = Math.max(WAYS, Integer.highestOneBit(Math.max(1, keys - 1)) << 1);
        mask = capacity / WAYS - 1;
        cells = new long[capacity * 2];
        origin = nanoTime - 1;
    }

    /** Keys that fit. */
    int capacity() {
        return cells.length / 2;
    }

    /**
     * Counts a request in when its key is not too far ahead.
     *
     * @param hash of the key
     * @param now {@code System.nanoTime()}
     * @param period nanoseconds from one request to the next at the even rate
     * @param tolerance the longest backlog, in nanoseconds, that a request may find
     * @return the backlog that it found, in nanoseconds: it was refused when that is over the tolerance
     */
    long take(long hash, long now, long period, long tolerance) {
        long key = hash == EMPTY ? 1 : hash;
        long clock = now - origin;
        int set = (int) (hash >>> 32 & mask) * WAYS * 2;
        while (true) {
            int cell = find(set, key);
            if (cell < 0) {
                cell = makeRoom(set, key);
            }
            long free = (long) CELLS.getOpaque(cells, cell + 1);
            long backlog = Math.max(0, free - clock);
            if (backlog > tolerance || CELLS.compareAndSet(cells, cell + 1, free, clock + backlog + period)) {
                return backlog;
            }
        }
    }

    /** The backlog that a request would find, in nanoseconds; counts nothing. */
    long backlog(long hash, long now) {
        int cell = find((int) (hash >>> 32 & mask) * WAYS * 2, hash == EMPTY ? 1 : hash);
        return cell < 0 ? 0 : Math.max(0, (long) CELLS.getOpaque(cells, cell + 1) - (now - origin));
    }

    private int find(int set, long key) {
        for (int cell = set; cell < set + WAYS * 2; cell += 2) {
            if ((long) CELLS.getOpaque(cells, cell) == key) {
                return cell;
            }
        }
        return -1;
    }

    private int makeRoom(int set, long key) {
        while (true) {
            int least = set;
            for (int cell = set + 2; cell < set + WAYS * 2; cell += 2) {
                if ((long) CELLS.getOpaque(cells, cell + 1) < (long) CELLS.getOpaque(cells, least + 1)) {
                    least = cell;
                }
            }
            long before = (long) CELLS.getOpaque(cells, least);
            if (CELLS.compareAndSet(cells, least, before, key)) {
                return least;
            }
            int found = find(set, key);
            if (found >= 0) {
                return found;
            }
        }
    }
}
