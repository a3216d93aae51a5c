package dev.naru.edge.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What operators and deployments changed of weights and modes, over what the configuration says; it outlives reloads until it is taken back. Immutable.
 *
 * @param groups by {@code upstream/group}
 * @param servers by {@code upstream/server}
 */
public record Overrides(Map<String, Adjustment> groups, Map<String, Adjustment> servers) {
    /** As configured. */
    public static final Overrides NONE = new Overrides(Map.of(), Map.of());

    public Overrides {
        groups = Map.copyOf(groups);
        servers = Map.copyOf(servers);
    }

    /** The name under which a group or server of an upstream stands here. */
    public static String key(String upstream, String name) {
        return upstream + "/" + name;
    }

    /** With a group changed; {@link Adjustment#NONE} takes its override back. */
    public Overrides group(String upstream, String group, UnaryOperator<Adjustment> change) {
        return new Overrides(changed(groups, key(upstream, group), change), servers);
    }

    /** With a server changed; {@link Adjustment#NONE} takes its override back. */
    public Overrides server(String upstream, String server, UnaryOperator<Adjustment> change) {
        return new Overrides(groups, changed(servers, key(upstream, server), change));
    }

    private static Map<String, Adjustment> changed(
            Map<String, Adjustment> before, String key, UnaryOperator<Adjustment> change) {
        Map<String, Adjustment> after = new TreeMap<>(before);
        after.put(key, change.apply(before.getOrDefault(key, Adjustment.NONE)));
        after.values().removeIf(Adjustment.NONE::equals);
        return after;
    }

    /** Only those of groups and servers that are there. */
    public Overrides within(List<Upstream> upstreams) {
        Map<String, Adjustment> keptGroups = new TreeMap<>();
        Map<String, Adjustment> keptServers = new TreeMap<>();
        for (Upstream upstream : upstreams) {
            for (Group group : upstream.groups()) {
                keep(key(upstream.name(), group.name()), groups, keptGroups);
                for (Server server : group.servers()) {
                    keep(key(upstream.name(), server.name()), servers, keptServers);
                }
            }
        }
        return new Overrides(keptGroups, keptServers);
    }

    private static void keep(String key, Map<String, Adjustment> from, Map<String, Adjustment> to) {
        Adjustment adjustment = from.get(key);
        if (adjustment != null) {
            to.put(key, adjustment);
        }
    }

    /** The upstreams as they are served with these overrides. */
    public List<Upstream> apply(List<Upstream> configured) {
        return configured.stream().map(this::apply).toList();
    }

    private Upstream apply(Upstream upstream) {
        List<Group> changed = new ArrayList<>();
        for (Group group : upstream.groups()) {
            Adjustment its = groups.getOrDefault(key(upstream.name(), group.name()), Adjustment.NONE);
            changed.add(new Group(
                    group.name(),
                    its.weightOr(group.weight()),
                    its.mode(),
                    group.servers().stream()
                            .map(server -> apply(upstream.name(), server))
                            .toList()));
        }
        return new Upstream(upstream.index(), upstream.config(), List.copyOf(changed), upstream.state());
    }

    private Server apply(String upstream, Server server) {
        Adjustment its = servers.get(key(upstream, server.name()));
        return its == null ? server : server.with(its.weightOr(server.weight()), its.mode());
    }
}
