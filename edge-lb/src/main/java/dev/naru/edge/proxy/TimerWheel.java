package dev.naru.edge.proxy;

import org.jspecify.annotations.Nullable;

/**
 * Deadlines of all connections of one loop (Varghese and Lauck's hashed wheel). Moving a deadline later, which every request does, is one field write: the timer
 * stays in its slot and is hung up again when that slot comes round. Only moving it earlier relinks. Resolution {@link #TICK_MS}; not thread-safe.
 */
final class TimerWheel {
    static final int TICK_MS = 100;
    private static final int SLOTS = 1024;
    private static final long NEVER = Long.MAX_VALUE;

    /** One deadline; its owner extends it. */
    abstract static class Timer {
        private @Nullable Timer previous;
        private @Nullable Timer next;
        private long deadline = NEVER;
        private long slot = -1;

        /** The deadline passed; it is cleared before this call. */
        abstract void expired();
    }

    private final @Nullable Timer[] slots = new Timer[SLOTS];
    private long now;

    /** Sets the deadline {@code delayMs} from now: it expires up to two ticks late and never early, though the current tick has partly passed. */
    void set(Timer timer, long delayMs) {
        timer.deadline = now + 1 + (delayMs + TICK_MS - 1) / TICK_MS;
        if (timer.slot < 0) {
            link(timer);
        } else if (timer.deadline < timer.slot) {
            unlink(timer);
            link(timer);
        }
    }

    /** No deadline for now; the timer stays linked until its slot comes, since a busy connection will want one again soon. */
    void clear(Timer timer) {
        timer.deadline = NEVER;
    }

    /** The connection is gone. */
    void remove(Timer timer) {
        timer.deadline = NEVER;
        if (timer.slot >= 0) {
            unlink(timer);
        }
    }

    /** Moves on by one tick and fires what is due. */
    void tick() {
        now++;
        int index = (int) (now % SLOTS);
        Timer timer = slots[index];
        slots[index] = null;
        while (timer != null) {
            Timer next = timer.next;
            if (next != null) {
                next.previous = null;
            }
            timer.next = null;
            timer.previous = null;
            timer.slot = -1;
            if (timer.deadline <= now) {
                timer.deadline = NEVER;
                // An expiry may unlink others, even the one that follows here: park the rest of the list first.
                slots[index] = next;
                timer.expired();
                next = slots[index];
                slots[index] = null;
            } else if (timer.deadline != NEVER) {
                link(timer);
            }
            timer = next;
        }
    }

    private void link(Timer timer) {
        // A deadline beyond the wheel waits in the farthest slot and is hung up again there.
        timer.slot = Math.min(timer.deadline, now + SLOTS - 1);
        int index = (int) (timer.slot % SLOTS);
        Timer head = slots[index];
        timer.next = head;
        timer.previous = null;
        if (head != null) {
            head.previous = timer;
        }
        slots[index] = timer;
    }

    private void unlink(Timer timer) {
        Timer previous = timer.previous;
        Timer next = timer.next;
        if (previous != null) {
            previous.next = next;
        } else {
            slots[(int) (timer.slot % SLOTS)] = next;
        }
        if (next != null) {
            next.previous = previous;
        }
        timer.previous = null;
        timer.next = null;
        timer.slot = -1;
    }
}
