package dev.naru.edge.config;

/**
 * Answers with a redirect.
 *
 * @param status 301, 302, 303, 307 or 308
 */
public record RedirectConfig(int status, RedirectTarget target) implements ActionConfig {}
