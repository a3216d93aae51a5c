package dev.naru.edge.config;

/**
 * Which paths a route takes. {@code path: /x/} ends in a slash and is a prefix; {@code path: /x} is exact. Exact beats
 * prefix, and among prefixes the longest wins, whatever their order in the file.
 */
public sealed interface PathMatch permits ExactPath, PrefixPath {

    /** The path as configured: starts with {@code /}, visible ASCII, at most 1,024 bytes. */
    String path();
}
