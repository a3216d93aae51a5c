package dev.naru.edge.server;

import dev.naru.edge.config.HealthCheckConfig;
import dev.naru.edge.config.ProxyProtocolConfig;
import dev.naru.edge.config.UpstreamConfig;
import dev.naru.edge.config.WarmUpConfig;
import dev.naru.edge.proxy.Topology;
import dev.naru.edge.tls.UpstreamTls;
import dev.naru.edge.upstream.HealthProbe;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.ServerState;
import dev.naru.edge.upstream.Upstream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The active health checks of all servers. Changed under the lock of whoever changes the edge. */
final class Probes {
    private final Consumer<String> events;
    private final Map<Checked, HealthProbe> running = new HashMap<>();

    /** One check: it goes on over a reload while all of this stays. */
    private record Checked(
            ServerState state,
            String upstream,
            String name,
            HealthCheckConfig health,
            @Nullable WarmUpConfig warmUp,
            ProxyProtocolConfig proxyProtocol,
            @Nullable UpstreamTls tls) {}

    Probes(Consumer<String> events) {
        this.events = events;
    }

    /** Checks the servers of this topology and no others. */
    void follow(Topology topology) {
        Map<Checked, HealthProbe> next = new HashMap<>();
        for (Upstream upstream : topology.upstreams()) {
            UpstreamConfig config = upstream.config();
            HealthCheckConfig health = config.health();
            if (health == null) {
                continue;
            }
            UpstreamTls tls = topology.tls().get(upstream.name());
            WarmUpConfig warmUp = config.resilience().warmUp();
            for (Server server : upstream.servers()) {
                Checked checked = new Checked(
                        server.state(), upstream.name(), server.name(), health, warmUp, config.proxyProtocol(), tls);
                HealthProbe known = running.remove(checked);
                next.put(
                        checked,
                        known != null
                                ? known
                                : HealthProbe.start(server, health, warmUp, new ProbeConnections(config, tls), events));
            }
        }
        stop();
        running.putAll(next);
    }

    /** Ends all checks; servers keep their last verdict. */
    void stop() {
        running.values().forEach(HealthProbe::stop);
        running.clear();
    }
}
