package dev.naru.edge.proxy;

import dev.naru.edge.config.AffinityConfig;
import java.util.List;

/**
 * The affinity of one route, as all loops share it.
 *
 * @param upstream its index
 * @param keys of the cookie; empty when there is none
 */
public record AffinityRule(AffinityConfig config, int upstream, List<byte[]> keys) {}
