package dev.naru.edge.deploy;

/** Where a deployment says what it does: the log, the audit file, listeners of the event stream. Must not throw, nor block for long. */
@FunctionalInterface
public interface Journal {
    /**
     * One line.
     *
     * @param deployment its id; empty for what concerns none
     * @param event what happened
     */
    void say(String upstream, String deployment, Event event);
}
