package dev.naru.edge.upstream;

import dev.naru.edge.config.AddressConfig;
import dev.naru.edge.config.GroupConfig;
import dev.naru.edge.config.ServerConfig;
import dev.naru.edge.config.TcpAddress;
import dev.naru.edge.config.UnixAddress;
import dev.naru.edge.config.UpstreamConfig;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Groups of servers that serve the same thing, with the settings that hold for all of them. Immutable but for the servers' states. */
public record Upstream(int index, UpstreamConfig config, List<Group> groups, UpstreamState state) {
    /**
     * Builds an upstream from its configuration.
     *
     * @param firstServerIndex the index of its first server
     * @param state the one it had before a reload, or a new one
     * @param states gives the state of a server by its key, {@code upstream/address}: the one it had before a reload, or a new one
     */
    public static Upstream of(
            int index,
            UpstreamConfig config,
            int firstServerIndex,
            UpstreamState state,
            Function<String, ServerState> states) {
        int serverIndex = firstServerIndex;
        List<Group> groups = new ArrayList<>();
        for (GroupConfig group : config.groups()) {
            List<Server> servers = new ArrayList<>();
            for (ServerConfig server : group.servers()) {
                String key = config.name() + "/" + server.address();
                servers.add(new Server(
                        serverIndex++,
                        server.name(),
                        config.name(),
                        group.name(),
                        resolve(server.address()),
                        server.weight(),
                        server.backup(),
                        Mode.READY,
                        states.apply(key)));
            }
            groups.add(new Group(group.name(), group.weight(), Mode.READY, List.copyOf(servers)));
        }
        return new Upstream(index, config, List.copyOf(groups), state);
    }

    private static SocketAddress resolve(AddressConfig address) {
        return switch (address) {
            case TcpAddress tcp -> new InetSocketAddress(tcp.host(), tcp.port());
            case UnixAddress unix -> new DomainSocketAddress(unix.path().toFile());
        };
    }

    /** Unique among upstreams. */
    public String name() {
        return config.name();
    }

    /** All servers of all groups. */
    public List<Server> servers() {
        return groups.stream().flatMap(group -> group.servers().stream()).toList();
    }
}
