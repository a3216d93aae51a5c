package dev.naru.edge.config;

/**
 * What the reader knows of a key.
 *
 * @param path such as {@code upstreams[].maxFails}
 * @param fallback the default; {@code required}, or {@code none}
 * @param bounds such as {@code 0..1000} or {@code auto, epoll}; empty when the documentation has to say it in words
 */
record KeySpec(String path, String fallback, String bounds) {
    static final String REQUIRED = "required";
    static final String NONE = "none";
}
