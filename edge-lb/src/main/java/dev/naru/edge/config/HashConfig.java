package dev.naru.edge.config;

/**
 * The key of a consistent hash.
 *
 * @param by where the key is
 * @param name of the header (in lower case), cookie or query parameter; empty for the others
 * @param maxLoadPercent bounded load: the most requests in flight a server may have, in percent of its fair share;
 *     0 (no bound) or 101..1000, default 150
 */
public record HashConfig(KeySource by, String name, int maxLoadPercent) {}
