package dev.naru.edge.balance;

import dev.naru.edge.config.ConfigReader;
import dev.naru.edge.config.ConfigResult;
import dev.naru.edge.config.UpstreamConfig;
import dev.naru.edge.upstream.Mode;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.ServerState;
import dev.naru.edge.upstream.Upstream;
import dev.naru.edge.upstream.UpstreamState;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Servers and upstreams of tests, without sockets. */
final class Servers {
    static final long FAIL_TIMEOUT_MS = 10_000;
    private static final int MAX_FAILS = 1;

    private Servers() {}

    /** Servers a, b, c, ... of one group. */
    static List<Server> weighted(int... weights) {
        List<Server> servers = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            servers.add(new Server(
                    i,
                    i < 26 ? "" + (char) ('a' + i) : "s" + i,
                    "u",
                    "g",
                    new InetSocketAddress("127.0.0.1", 1 + i),
                    weights[i],
                    false,
                    Mode.READY,
                    new ServerState(MAX_FAILS, FAIL_TIMEOUT_MS)));
        }
        return servers;
    }

    /** All servers but one. */
    static List<Server> without(List<Server> servers, int index) {
        return servers.stream().filter(server -> server.index() != index).toList();
    }

    /**
     * An upstream, by the production reader.
     *
     * @param yaml its keys but the name, such as {@code balance: ip-hash, servers: [ ... ]}
     */
    static Upstream upstream(String yaml) {
        String file = "listeners: [ { name: http, address: ':0' } ]\nupstreams: [ { name: u, " + yaml + " } ]\n"
                + "sites: [ { name: s, default: true, routes: [ { name: r, path: /, proxy: { upstream: u } } ] } ]\n";
        ConfigResult result = ConfigReader.read(file, Path.of("."));
        if (!(result instanceof ConfigResult.Loaded loaded)) {
            throw new AssertionError(result);
        }
        UpstreamConfig config = loaded.config().upstreams().getFirst();
        return Upstream.of(
                0, config, 0, new UpstreamState(), key -> new ServerState(config.maxFails(), config.failTimeoutMs()));
    }
}
