package dev.naru.edge.config;

/** Takes this path only. */
public record ExactPath(String path) implements PathMatch {}
