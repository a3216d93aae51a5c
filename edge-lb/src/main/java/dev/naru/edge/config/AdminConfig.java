package dev.naru.edge.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The admin listener: state, metrics, console.
 *
 * @param host default {@code 127.0.0.1}
 * @param port 0..65535, default 9900; 0 takes any free port
 * @param tokenFile holds the bearer token on one line; resolved against the configuration's folder, readable when read
 * @param auditLog appended to; null for an audit log in memory only
 */
public record AdminConfig(
        String host, int port, Path tokenFile, @Nullable Path auditLog) {}
