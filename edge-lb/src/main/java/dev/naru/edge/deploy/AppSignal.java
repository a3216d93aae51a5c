package dev.naru.edge.deploy;

/** What the application says of itself, such as the share of payments that succeed. Reading does not wait: it gives what was last heard. */
public interface AppSignal {
    /** What was last heard. */
    enum Health {
        /** There is no signal, or it is within its bounds. */
        GOOD,
        /** It was outside its bounds so many times in a row as it takes. */
        BAD,
        /** No usable answer for so many times in a row as it takes. */
        SILENT
    }

    /**
     * What was heard.
     *
     * @param text the number and its bound, or why there is none
     */
    record Reading(Health health, String text) {}

    /**
     * What is known now.
     *
     * @param group the new one
     */
    Reading read(String group);

    /** For deployments without a signal. */
    AppSignal NONE = group -> new Reading(Health.GOOD, "");
}
