package dev.naru.edge.observe;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** All that one event loop counts. The lists only grow when a configuration brings new routes or servers; counting itself never touches them. */
public final class LoopStats {
    private static final int CLIENTS_OPEN = 0;
    private static final int CLIENTS_ACCEPTED = 1;
    private static final int TLS_FAILURES = 2;
    private static final int PARSE_ERRORS = 3;
    private static final int REFUSED = 4;
    private static final int RETIRED = 16;

    private final int loop;
    private final Counters counters = new Counters(5);
    private final List<RouteStats> routes = new CopyOnWriteArrayList<>();
    private final List<ServerStats> servers = new CopyOnWriteArrayList<>();

    public LoopStats(int loop) {
        this.loop = loop;
    }

    /** The counters of a route, which survive a reload by its name. */
    public RouteStats route(String site, String route) {
        for (RouteStats stats : routes) {
            if (stats.site().equals(site) && stats.route().equals(route)) {
                return stats;
            }
        }
        RouteStats stats = new RouteStats(site, route);
        routes.add(stats);
        return stats;
    }

    /** The counters of a server, which survive a reload by its names. */
    public ServerStats server(String upstream, String group, String server) {
        for (ServerStats stats : servers) {
            if (stats.upstream().equals(upstream)
                    && stats.group().equals(group)
                    && stats.server().equals(server)) {
                return stats;
            }
        }
        ServerStats stats = new ServerStats(upstream, group, server);
        servers.add(stats);
        return stats;
    }

    /**
     * Forgets servers that are not among these and have nothing open, but for the last {@value #RETIRED} of them: names that discovery makes must not pile up, and readings must
     * not shrink while they are compared. On the loop.
     */
    public void forgetServersBut(Set<ServerStats> known) {
        List<ServerStats> retired = servers.stream()
                .filter(stats -> !known.contains(stats) && stats.open() == 0)
                .toList();
        if (retired.size() > RETIRED) {
            servers.removeAll(retired.subList(0, retired.size() - RETIRED));
        }
    }

    public void clientOpened() {
        counters.add(CLIENTS_OPEN, 1);
        counters.add(CLIENTS_ACCEPTED, 1);
    }

    public void clientClosed() {
        counters.add(CLIENTS_OPEN, -1);
    }

    public void tlsFailed() {
        counters.add(TLS_FAILURES, 1);
    }

    public void parseFailed() {
        counters.add(PARSE_ERRORS, 1);
    }

    public void refused() {
        counters.add(REFUSED, 1);
    }

    int loop() {
        return loop;
    }

    public long clientsOpen() {
        return counters.get(CLIENTS_OPEN);
    }

    public long clientsAccepted() {
        return counters.get(CLIENTS_ACCEPTED);
    }

    public long tlsFailures() {
        return counters.get(TLS_FAILURES);
    }

    public long connectionsRefused() {
        return counters.get(REFUSED);
    }

    public long parseErrors() {
        return counters.get(PARSE_ERRORS);
    }

    public List<RouteStats> routes() {
        return routes;
    }

    public List<ServerStats> servers() {
        return servers;
    }
}
