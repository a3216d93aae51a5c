package dev.naru.edge.config;

import java.util.List;

/**
 * A weighted target group of an upstream, such as {@code prod1}.
 *
 * @param name {@code default} when the upstream lists its servers without groups
 * @param weight 0..1,000,000, default 1; 0 takes no new requests
 * @param servers at least one; names are unique within the upstream
 */
public record GroupConfig(String name, int weight, List<ServerConfig> servers) {

    public GroupConfig {
        servers = List.copyOf(servers);
    }
}
