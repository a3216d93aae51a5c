package dev.naru.edge.route;

/** What a route does with a request, ready for the data plane. The arrays are shared: never write to them. */
public sealed interface RouteAction {

    /**
     * Send it to an upstream.
     *
     * @param upstreamIndex into the configuration's upstreams
     */
    record Proxy(int upstreamIndex, String upstream) implements RouteAction {}

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
