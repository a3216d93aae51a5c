package dev.naru.edge.upstream;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the loops share of the requests that wait for a server of one upstream: how many there are, and who is first. Each loop keeps its own waiting requests and
 * shows the first of them at its {@link Door}; whoever frees a place calls the loop at whose door the first of all stands. A request is first by its class, then by
 * its arrival. Lock-free; a request that waits shows itself before it looks for a place once more, and a place is free before somebody looks at the doors, so no
 * wake-up is lost.
 */
public final class WaitingRoom {
    /** Nobody waits at this door. */
    public static final long NOBODY = Long.MAX_VALUE;

    private static final int CLASS_SHIFT = 56;

    /** Where one loop shows who is first among its waiting requests. */
    public static final class Door {
        private final Runnable call;
        private volatile long first = NOBODY;

        private Door(Runnable call) {
            this.call = call;
        }

        /** Shows the ticket of the first; {@link #NOBODY} when there is none. */
        public void show(long ticket) {
            first = ticket;
        }
    }

    private final List<Door> doors = new CopyOnWriteArrayList<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong tickets = new AtomicLong();

    /** A door for one more loop; {@code call} has that loop look for servers, and is called from any thread. */
    public Door newDoor(Runnable call) {
        Door door = new Door(call);
        doors.add(door);
        return door;
    }

    /** Forgets a loop's door, at which nobody waits. */
    public void close(Door door) {
        doors.remove(door);
    }

    /** Requests that wait, on all loops. */
    public int waiting() {
        return waiting.get();
    }

    /** Counts one more in; false when there are as many already. */
    public boolean enter(int max) {
        if (waiting.incrementAndGet() <= max) {
            return true;
        }
        waiting.decrementAndGet();
        return false;
    }

    public void leave() {
        waiting.decrementAndGet();
    }

    /** A new ticket: smaller ones come first, and those of a lower rank before all of a higher one. */
    public long ticket(int rank) {
        return ((long) rank << CLASS_SHIFT) | tickets.getAndIncrement();
    }

    /** Whether somebody waits who comes before a new request of this class. */
    public boolean hasBefore(int rank) {
        return waiting.get() > 0 && first() >>> CLASS_SHIFT <= rank;
    }

    private long first() {
        long best = NOBODY;
        for (Door door : doors) {
            best = Math.min(best, door.first);
        }
        return best;
    }

    /** A place is free: has the loop look whose request is first. */
    public void call() {
        if (waiting.get() == 0) {
            return;
        }
        Door best = null;
        long first = NOBODY;
        for (Door door : doors) {
            long shown = door.first;
            if (shown < first) {
                first = shown;
                best = door;
            }
        }
        if (best != null) {
            best.call.run();
        }
    }
}
