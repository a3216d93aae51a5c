package dev.naru.edge.upstream;

import java.util.List;

/**
 * A weighted target group: prod1, prod2, or a zone.
 *
 * @param weight its share among the groups of its upstream; 0 takes no new requests
 */
public record Group(String name, int weight, List<Server> servers) {}
