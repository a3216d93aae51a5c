package dev.naru.edge.config;

/**
 * How the process runs.
 *
 * @param transport default {@link Transport#AUTO}
 * @param eventLoops 0..1,024, default 0 = one per core
 * @param drainDelayMs from SIGTERM, with readiness failing, to the close of the listeners; 0..600,000, default 0
 * @param drainTimeoutMs from then until requests in flight are cut; 0..3,600,000, default 30,000
 * @param reloadOnChange whether the file is read again when it changes; default true
 */
public record RuntimeConfig(
        Transport transport, int eventLoops, long drainDelayMs, long drainTimeoutMs, boolean reloadOnChange) {

    /** What a configuration without {@code runtime} has. */
    public static final RuntimeConfig DEFAULTS = new RuntimeConfig(Transport.AUTO, 0, 0, 30_000, true);
}
