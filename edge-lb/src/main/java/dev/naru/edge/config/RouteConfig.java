package dev.naru.edge.config;

import java.util.List;

/**
 * What happens to the requests of one path, or of all paths under it.
 *
 * @param maxBodyBytes 0..2^50, default 1,048,576
 * @param methods upper-case method names; empty takes any. Another method gets 405 with {@code Allow}
 * @param handling how its requests are treated under load and failure
 */
public record RouteConfig(
        String name,
        PathMatch path,
        ActionConfig action,
        long maxBodyBytes,
        List<String> methods,
        HandlingConfig handling) {

    public RouteConfig {
        methods = List.copyOf(methods);
    }
}
