package dev.naru.edge.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the requests of one path, or of all paths under it.
 *
 * @param maxBodyBytes 0..2^50, default 1,048,576
 * @param methods upper-case method names; empty takes any. Another method gets 405 with {@code Allow}
 * @param affinity keeps users with one group or server; null when every request is on its own
 */
public record RouteConfig(
        String name,
        PathMatch path,
        ActionConfig action,
        long maxBodyBytes,
        List<String> methods,
        @Nullable AffinityConfig affinity) {

    public RouteConfig {
        methods = List.copyOf(methods);
    }
}
