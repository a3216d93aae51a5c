package dev.naru.edge.pool;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Idle connections to one server on one event loop, last in first out: the connection used last is the least likely to have been closed by the server, and
 * those beyond the load grow old and leave. Not thread-safe.
 *
 * @param <C> the connection type
 */
public final class ConnectionPool<C extends Pooled> {
    private int max;
    private @Nullable Pooled[] idle = new Pooled[8];
    private int count;

    /** @param max idle connections kept; 0 keeps none */
    public ConnectionPool(int max) {
        this.max = max;
    }

    /** Takes the connection that was used last, or null. */
    @SuppressWarnings("unchecked") // only C's are put in
    public @Nullable C take() {
        if (count == 0) {
            return null;
        }
        C connection = (C) idle[--count];
        idle[count] = null;
        if (connection != null) {
            connection.poolSlot(-1);
        }
        return connection;
    }

    /** Keeps an idle connection; false when the pool is full and the caller must close it. */
    public boolean put(C connection) {
        if (count >= max) {
            return false;
        }
        if (count == idle.length) {
            idle = Arrays.copyOf(idle, Math.min(max, count * 2));
        }
        connection.poolSlot(count);
        idle[count++] = connection;
        return true;
    }

    /** Changes how many are kept; those that are too many by now are {@linkplain #take taken} and closed by the caller. */
    public void limit(int connections) {
        max = connections;
    }

    /** Whether there are more than are to be kept. */
    public boolean overfull() {
        return count > max;
    }

    /** Forgets a connection that died while idle. */
    public void remove(C connection) {
        int slot = connection.poolSlot();
        if (slot < 0 || slot >= count || idle[slot] != connection) {
            return;
        }
        Pooled last = idle[--count];
        idle[count] = null;
        if (slot < count && last != null) {
            idle[slot] = last;
            last.poolSlot(slot);
        }
        connection.poolSlot(-1);
    }

    /** Idle connections now. */
    public int size() {
        return count;
    }
}
