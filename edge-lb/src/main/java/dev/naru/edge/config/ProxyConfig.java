package dev.naru.edge.config;

import org.jspecify.annotations.Nullable;

/**
 * Sends the request to a server of an upstream.
 *
 * @param upstream the name of one of {@link EdgeConfig#upstreams()}
 * @param rewrite what becomes of its target; null leaves it
 */
public record ProxyConfig(String upstream, @Nullable RewriteConfig rewrite) implements ActionConfig {}
