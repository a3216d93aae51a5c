package dev.naru.edge.deploy;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where edges of several machines keep what they share of an upstream's deployments.
 *
 * @param host of Redis
 * @param passwordFile read at each connect; null when Redis wants none
 * @param key of all keys, the beginning
 * @param edge the name of this one, for the others; need not be unique
 * @param leaseMs for which an edge leads without asking again
 * @param timeoutMs for connecting to Redis, and for each of its answers
 */
public record SharedSettings(
        String host, int port, @Nullable Path passwordFile, String key, String edge, int leaseMs, int timeoutMs) {}
