package dev.naru.edge.proxy;

import dev.naru.edge.observe.EventLog;
import dev.naru.edge.observe.LogLevel;

/** Says in the error log what should not happen. */
public final class Faults {
    private Faults() {}

    /** Says where something went wrong that should not have, with the first frame of its stack. */
    public static void report(String where, Throwable cause) {
        StackTraceElement[] stack = cause.getStackTrace();
        EventLog.say(LogLevel.ERROR, "fault: " + where + ": " + cause + (stack.length > 0 ? " at " + stack[0] : ""));
    }

    /** One line about something that a client or a server did wrong. */
    public static void note(String event) {
        EventLog.say(LogLevel.WARN, event);
    }
}
