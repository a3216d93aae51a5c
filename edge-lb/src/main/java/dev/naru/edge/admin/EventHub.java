package dev.naru.edge.admin;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Passes what happens on to those who watch: at most {@value #MAX_LISTENERS}, each with a queue of {@value #QUEUE}. Who does not keep up is dropped, so that telling never
 * waits. Thread-safe; for event loops too.
 */
public final class EventHub {
    static final int MAX_LISTENERS = 16;
    static final int QUEUE = 256;

    /**
     * Something to tell.
     *
     * @param type event, audit, deployment or state
     * @param json one line
     */
    record Event(String type, String json) {}

    /** One who watches. */
    static final class Listener {
        final ArrayBlockingQueue<Event> queue = new ArrayBlockingQueue<>(QUEUE);
        volatile boolean dropped;
    }

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Tells everybody. */
    public void publish(String type, String json) {
        boolean behind = false;
        for (Listener listener : listeners) {
            if (!listener.queue.offer(new Event(type, json))) {
                listener.dropped = true;
                behind = true;
            }
        }
        if (behind) {
            listeners.removeIf(listener -> listener.dropped);
        }
    }

    /** Whether anybody watches: what is dear to make need not be made for nobody. */
    public boolean watched() {
        return !listeners.isEmpty();
    }

    /** Begins to watch; null when too many do. */
    synchronized @Nullable Listener subscribe() {
        if (listeners.size() >= MAX_LISTENERS) {
            return null;
        }
        Listener listener = new Listener();
        listeners.add(listener);
        return listener;
    }

    void unsubscribe(Listener listener) {
        listeners.remove(listener);
    }
}
