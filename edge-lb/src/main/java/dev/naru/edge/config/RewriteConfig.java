package dev.naru.edge.config;

import org.jspecify.annotations.Nullable;

/**
 * What a request's target becomes on its way to the upstream.
 *
 * @param prefix replaces the path of a prefix route; ends in a slash; empty when {@code to} is given
 * @param to the whole path, from captures; null when {@code prefix} is given
 * @param query the whole query without question mark; null keeps the client's
 * @param location whether {@code Location} of the answer is brought back from {@code prefix} to the route's path
 */
public record RewriteConfig(
        String prefix, @Nullable Template to, @Nullable Template query, boolean location) {}
