package dev.naru.edge.policy;

import dev.naru.edge.config.SlowStartConfig;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.ServerState;
import java.util.List;

/**
 * A server that has just come up gets {@code max(minPercent, (t / window) ^ (1 / aggression))} of its weight. Shares are relative: when all servers of an
 * upstream start together there is nobody to spare them, and each gets its full share.
 */
final class SlowStart {
    private final SlowStartConfig config;
    private final List<Server> servers;

    SlowStart(SlowStartConfig config, List<Server> servers) {
        this.config = config;
        this.servers = servers;
    }

    void sweep(long now) {
        double[] factors = new double[servers.size()];
        double weights = 0;
        double reduced = 0;
        for (int i = 0; i < factors.length; i++) {
            Server server = servers.get(i);
            // A server that is down has its first share ready, or it would get a whole one until the next look.
            boolean up = server.state().up();
            factors[i] = factor(up ? now - server.state().upSinceNanos() : 0);
            if (up && !server.backup()) {
                weights += server.weight();
                reduced += server.weight() * factors[i];
            }
        }
        for (int i = 0; i < factors.length; i++) {
            Server server = servers.get(i);
            double own = server.state().up() && !server.backup() ? 0 : server.weight();
            // It has weight / weights of the turns and shall get weight * factor / reduced of the requests.
            double part = factors[i] * (weights + own) / (reduced + own * factors[i]);
            double bounded = Double.isNaN(part) ? 1 : Math.min(1, part); // NaN: of weight 0, as all others
            server.state().share((int) Math.max(1, Math.round(bounded * ServerState.WHOLE)));
        }
    }

    /** The part of its weight that a server gets which came up so long ago. */
    double factor(long nanos) {
        double t = Math.max(0, nanos) / (config.windowMs() * 1e6);
        return t >= 1 ? 1 : Math.max(config.minPercent() / 100.0, Math.pow(t, 100.0 / config.aggressionPercent()));
    }
}
