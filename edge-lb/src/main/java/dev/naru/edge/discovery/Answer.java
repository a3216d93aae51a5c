package dev.naru.edge.discovery;

import java.util.List;

/**
 * What name servers said.
 *
 * @param endpoints at least one, in {@link Endpoint#ORDER}, each once
 * @param ttlMs how long it holds, in milliseconds; 0 is allowed
 */
record Answer(List<Endpoint> endpoints, long ttlMs) {
    Answer {
        endpoints = endpoints.stream().distinct().sorted(Endpoint.ORDER).toList();
    }
}
