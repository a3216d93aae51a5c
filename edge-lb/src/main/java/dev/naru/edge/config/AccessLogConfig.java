package dev.naru.edge.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The access log.
 *
 * @param enabled default true
 * @param file appended to, resolved against the configuration's folder; null (default) = standard output
 * @param format default {@link Format#COMBINED}
 */
public record AccessLogConfig(boolean enabled, @Nullable Path file, Format format) {

    /** What a configuration without {@code accessLog} has. */
    public static final AccessLogConfig DEFAULTS = new AccessLogConfig(true, null, Format.COMBINED);

    /** The shape of a line. In the file: {@code combined}, {@code json}. */
    public enum Format {
        COMBINED,
        JSON
    }
}
