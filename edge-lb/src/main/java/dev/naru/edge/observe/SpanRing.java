package dev.naru.edge.observe;

import org.jspecify.annotations.Nullable;

/** Finished spans of one event loop: single producer, single consumer. A slot is made when it is first used, and never again. Neither side waits. */
final class SpanRing {
    private final @Nullable SpanRecord[] slots;
    private volatile long taken; // slots the exporter has given back
    private volatile long published; // slots the loop has handed over

    SpanRing(int size) {
        slots = new SpanRecord[size];
    }

    /** The slot to fill, or null when the exporter is behind; on the loop. */
    @Nullable
    SpanRecord next() {
        long at = published;
        if (at - taken >= slots.length) {
            return null;
        }
        int slot = (int) (at % slots.length);
        SpanRecord record = slots[slot];
        if (record == null) {
            record = new SpanRecord();
            slots[slot] = record;
        }
        return record;
    }

    /** Hands the slot of {@link #next} over; on the loop. */
    void publish() {
        long next = published + 1; // only the loop writes it
        published = next;
    }

    /** The oldest span, which stays until {@link #remove}; null when there is none. By the exporter. */
    @Nullable
    SpanRecord peek() {
        long at = taken;
        return at < published ? slots[(int) (at % slots.length)] : null;
    }

    /** Gives the slot of {@link #peek} back. By the exporter. */
    void remove() {
        long next = taken + 1; // only the exporter writes it
        taken = next;
    }

    boolean halfFull() {
        return published - taken > slots.length / 2;
    }
}
