package dev.naru.edge.config;

/**
 * Strict-Transport-Security of a site (RFC 6797), sent over TLS only.
 *
 * @param maxAgeSeconds 0..63,072,000 (two years), default one year; 0 makes browsers forget it
 * @param includeSubDomains whether it holds for every name below the host; default false
 * @param preload whether the site asks for a place in the browsers' lists; default false
 */
public record HstsConfig(int maxAgeSeconds, boolean includeSubDomains, boolean preload) {}
