package dev.naru.edge.config;

/**
 * How a route's requests are treated under load and failure.
 *
 * @param priority default other
 * @param retryWithKey whether POST and PATCH with an Idempotency-Key may be repeated; default false
 * @param misdirected whether requests here came to the wrong host; they are counted and reported; default false
 */
public record HandlingConfig(Priority priority, boolean retryWithKey, boolean misdirected) {
    /** Nothing special. */
    public static final HandlingConfig DEFAULTS = new HandlingConfig(Priority.OTHER, false, false);
}
