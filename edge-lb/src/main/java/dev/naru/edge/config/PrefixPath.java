package dev.naru.edge.config;

/**
 * Takes every path that starts with this one.
 *
 * @param path ends in {@code /}
 */
public record PrefixPath(String path) implements PathMatch {}
