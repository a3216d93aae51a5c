package dev.naru.edge.route;

import dev.naru.edge.config.Template;
import org.jspecify.annotations.Nullable;

/** What a route does with a request, ready for the data plane. The arrays are shared: never write to them. */
public sealed interface RouteAction {

    /**
     * Send it to an upstream.
     *
     * @param upstreamIndex into the configuration's upstreams
     * @param rewrite what becomes of its target; null leaves it
     */
    record Proxy(
            int upstreamIndex, String upstream, @Nullable Rewrite rewrite) implements RouteAction {}

    /** Redirect to a place that the request decides; see {@link Composed#location}. */
    record RedirectComposed(int status, Template location) implements RouteAction {}

    /** Redirect to one place: {@code location} is the whole value of the Location header. */
    record RedirectFixed(int status, String location) implements RouteAction {}

    /**
     * Redirect to the URL asked for: Location is {@code prefix + host + suffix + target}, where host is the request's
     * without port, and target its path and query as received.
     *
     * @param prefix {@code https://} or {@code http://}
     * @param suffix {@code :8443}; empty when the port is the scheme's own
     */
    record RedirectSameUrl(int status, String prefix, String suffix) implements RouteAction {}

    /**
     * Answer at once.
     *
     * @param body never written to; empty when there is none
     */
    @SuppressWarnings("ArrayRecordComponent") // the data plane writes these bytes as they are; nobody compares actions
    record Respond(int status, byte[] body, String contentType) implements RouteAction {}
}
