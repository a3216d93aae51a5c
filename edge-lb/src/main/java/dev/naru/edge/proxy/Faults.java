package dev.naru.edge.proxy;

import java.util.concurrent.atomic.AtomicLong;

/** Says on standard error what should not happen: one line an event, at most ten a second, with a count of those left out. */
public final class Faults {
    private static final int PER_SECOND = 10;
    private static final AtomicLong WINDOW = new AtomicLong();
    private static final AtomicLong COUNT = new AtomicLong();

    private Faults() {}

    /** Says where something went wrong that should not have, with the first frame of its stack. */
    public static void report(String where, Throwable cause) {
        StackTraceElement[] stack = cause.getStackTrace();
        note("fault: " + where + ": " + cause + (stack.length > 0 ? " at " + stack[0] : ""));
    }

    /** One line about something that an operator should know. */
    public static void note(String event) {
        long second = System.nanoTime() / 1_000_000_000L;
        long window = WINDOW.get();
        if (window != second && WINDOW.compareAndSet(window, second)) {
            long before = COUNT.getAndSet(0);
            if (before > PER_SECOND) {
                System.err.println("edge-lb: " + (before - PER_SECOND) + " more faults were not printed");
            }
        }
        if (COUNT.incrementAndGet() > PER_SECOND) {
            return;
        }
        System.err.println("edge-lb: " + event);
    }
}
