package dev.naru.edge.policy;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Caps on open client connections: of the whole process, and of one address. Asked once per connection, never per request; shared by all loops. Its memory is
 * bounded by the connections that are open.
 */
public final class ConnectionLimit {
    /** The verdict on a new connection. */
    public enum Verdict {
        ADMITTED,
        TOO_MANY,
        TOO_MANY_FROM_ADDRESS
    }

    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

    /**
     * Counts a connection in, unless a cap is reached.
     *
     * @param max open connections in all
     * @param maxPerAddress open connections of one address; 0 for no cap
     */
    public Verdict enter(InetAddress address, int max, int maxPerAddress) {
        if (open.incrementAndGet() > max) {
            open.decrementAndGet();
            return Verdict.TOO_MANY;
        }
        if (byAddress.merge(address, 1, Integer::sum) > maxPerAddress && maxPerAddress > 0) {
            leave(address);
            return Verdict.TOO_MANY_FROM_ADDRESS;
        }
        return Verdict.ADMITTED;
    }

    /** Counts an admitted connection out. */
    public void leave(InetAddress address) {
        open.decrementAndGet();
        byAddress.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
    }

    /** Open connections now. */
    public int open() {
        return open.get();
    }
}
