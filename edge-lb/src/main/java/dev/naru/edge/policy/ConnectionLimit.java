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
        /** Admitted, and counted for its address. */
        COUNTED,
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
        if (maxPerAddress == 0) {
            return Verdict.ADMITTED;
        }
        if (byAddress.merge(address, 1, Integer::sum) > maxPerAddress) {
            leaveCounted(address);
            return Verdict.TOO_MANY_FROM_ADDRESS;
        }
        return Verdict.COUNTED;
    }

    /** Counts a connection out that was {@link Verdict#ADMITTED}. */
    public void leave() {
        open.decrementAndGet();
    }

    /** Counts a connection out that was {@link Verdict#COUNTED}. */
    public void leaveCounted(InetAddress address) {
        leave();
        byAddress.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
    }
}
