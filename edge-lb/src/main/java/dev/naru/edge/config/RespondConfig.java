package dev.naru.edge.config;

/**
 * Answers from the edge itself.
 *
 * @param status 200..599
 * @param body at most 65,536 bytes of UTF-8; default empty
 * @param contentType default {@code text/plain; charset=utf-8}
 */
public record RespondConfig(int status, String body, String contentType) implements ActionConfig {}
