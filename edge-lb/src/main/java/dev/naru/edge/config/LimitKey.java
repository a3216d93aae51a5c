package dev.naru.edge.config;

/** Whose requests a rate limit counts together. */
public enum LimitKey {
    /** Those of a client's IPv4 address, or of the /64 network of its IPv6 address. */
    ADDRESS,
    /** Those with the same value of a header field. */
    HEADER,
    /** Those with the same value of a cookie. */
    COOKIE,
    /** Those of a route. */
    ROUTE
}
