package dev.naru.edge.config;

/** Where a redirect leads. */
public sealed interface RedirectTarget {

    /**
     * {@code location: https://…}: the same place for every request.
     *
     * @param location the value of the Location header: visible ASCII, an absolute URL or an absolute path
     */
    record Fixed(String location) implements RedirectTarget {}

    /** {@code location: https://www.example.com$request_uri}: composed for each request. */
    record Composed(Template location) implements RedirectTarget {}

    /**
     * {@code scheme: https, port: 8443}: the URL that was asked for, with another scheme and port.
     *
     * @param scheme {@code http} or {@code https}
     * @param port 1..65535; default 443 for https, 80 for http, which the Location then leaves out
     */
    record SameUrl(String scheme, int port) implements RedirectTarget {}
}
