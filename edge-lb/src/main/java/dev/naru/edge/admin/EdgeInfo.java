package dev.naru.edge.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say of the process as a whole.
 *
 * @param state starting, serving or draining
 * @param configFile null when it was started without one
 * @param configHash the first 12 hexadecimal digits of the SHA-256 of the file that is served
 * @param reloadedAt of the last reload that was taken
 * @param reloads that were taken
 * @param lastReloadError why the last reload was refused; null when it was not
 */
public record EdgeInfo(
        String version,
        Instant startedAt,
        String state,
        String transport,
        int eventLoops,
        @Nullable String configFile,
        @Nullable String configHash,
        @Nullable Instant reloadedAt,
        long reloads,
        @Nullable String lastReloadError) {}
