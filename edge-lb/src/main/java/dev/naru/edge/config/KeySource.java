package dev.naru.edge.config;

/** Where in a request a key is found: of a hash, or of a user. */
public enum KeySource {
    /** The client's address. */
    ADDRESS,
    HEADER,
    COOKIE,
    /** A parameter of the query. */
    QUERY,
    /** Path and query. */
    URI;

    /** Whether it has to be named. */
    boolean named() {
        return this == HEADER || this == COOKIE || this == QUERY;
    }
}
