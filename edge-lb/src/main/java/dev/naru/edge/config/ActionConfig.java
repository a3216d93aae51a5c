package dev.naru.edge.config;

/** What a route does with a request. */
public sealed interface ActionConfig permits ProxyConfig, RedirectConfig, RespondConfig {}
