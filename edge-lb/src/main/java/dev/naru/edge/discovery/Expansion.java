package dev.naru.edge.discovery;

import dev.naru.edge.config.DnsAddress;
import dev.naru.edge.config.EdgeConfig;
import dev.naru.edge.config.GroupConfig;
import dev.naru.edge.config.Resolve;
import dev.naru.edge.config.ServerConfig;
import dev.naru.edge.config.UpstreamConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts servers in the place of names. Whatever runs behind it knows addresses only, and a changed answer is a changed configuration like any other. */
final class Expansion {
    private Expansion() {}

    /** The names that a configuration asks for. */
    static Set<DnsAddress> names(EdgeConfig config) {
        return config.upstreams().stream()
                .flatMap(upstream -> upstream.groups().stream())
                .flatMap(group -> group.servers().stream())
                .filter(server -> server.address() instanceof DnsAddress)
                .map(server -> (DnsAddress) server.address())
                .collect(Collectors.toSet());
    }

    /**
     * A configuration without names.
     *
     * @param known what is known of a name: nothing makes no server
     */
    static EdgeConfig expand(EdgeConfig config, Function<DnsAddress, List<Endpoint>> known) {
        return config.withUpstreams(config.upstreams().stream()
                .map(upstream -> expand(upstream, known))
                .toList());
    }

    private static UpstreamConfig expand(UpstreamConfig upstream, Function<DnsAddress, List<Endpoint>> known) {
        // Two names may lead to one server, which is still one.
        Set<String> addresses = new HashSet<>();
        return upstream.withGroups(upstream.groups().stream()
                .map(group -> new GroupConfig(group.name(), group.weight(), expand(group, addresses, known)))
                .toList());
    }

    private static List<ServerConfig> expand(
            GroupConfig group, Set<String> addresses, Function<DnsAddress, List<Endpoint>> known) {
        List<ServerConfig> servers = new ArrayList<>();
        for (ServerConfig server : group.servers()) {
            List<ServerConfig> found = server.address() instanceof DnsAddress name
                    ? known.apply(name).stream()
                            .map(endpoint -> found(server, name, endpoint))
                            .toList()
                    : List.of(server);
            found.stream()
                    .filter(each -> addresses.add(each.address().toString()))
                    .forEach(servers::add);
        }
        return servers;
    }

    private static ServerConfig found(ServerConfig server, DnsAddress name, Endpoint endpoint) {
        boolean one = name.resolve() == Resolve.ONE;
        boolean unnamed = server.name().equals(name.toString());
        String at = endpoint.address().toString();
        return new ServerConfig(
                one ? server.name() : unnamed ? at : server.name() + "@" + at,
                endpoint.address(),
                name.resolve() == Resolve.SRV ? endpoint.weight() : server.weight(),
                server.backup() || endpoint.backup());
    }
}
