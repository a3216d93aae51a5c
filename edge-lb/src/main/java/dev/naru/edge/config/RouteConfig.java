package dev.naru.edge.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the requests of one path, or of all paths of a pattern.
 *
 * @param maxBodyBytes 0..2^50, default 1,048,576
 * @param methods upper-case method names; empty takes any. Another method gets 405 with {@code Allow}
 * @param when what a request must be beside its path; the route is passed over when it is not
 * @param headers changes to header fields, on top of the site's
 * @param accessLog whether its requests are in the access log; default true
 * @param access who may use it, its site's rules included
 * @param handling how its requests are treated under load and failure
 * @param affinity keeps users with one group or server; null when every request is on its own
 * @param line where it stands in the file, from 1
 */
public record RouteConfig(
        String name,
        PathMatch path,
        ActionConfig action,
        long maxBodyBytes,
        List<String> methods,
        ConditionsConfig when,
        HeadersConfig headers,
        TimeoutsConfig timeouts,
        boolean accessLog,
        AccessConfig access,
        HandlingConfig handling,
        @Nullable AffinityConfig affinity,
        int line) {

    public RouteConfig {
        methods = List.copyOf(methods);
    }
}
