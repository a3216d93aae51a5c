package dev.naru.edge.config;

/**
 * Sends the request to a server of an upstream.
 *
 * @param upstream the name of one of {@link EdgeConfig#upstreams()}
 */
public record ProxyConfig(String upstream) implements ActionConfig {}
