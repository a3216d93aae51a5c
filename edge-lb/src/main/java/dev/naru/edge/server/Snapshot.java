package dev.naru.edge.server;

import dev.naru.edge.config.EdgeConfig;
import dev.naru.edge.proxy.Topology;
import dev.naru.edge.tls.Certificates;
import java.util.Map;

/**
 * One configuration, compiled: immutable, replaced whole.
 *
 * @param certificates by listener name, for those that terminate TLS
 */
record Snapshot(EdgeConfig config, Topology topology, Map<String, Certificates> certificates) {
    Snapshot {
        certificates = Map.copyOf(certificates);
    }
}
