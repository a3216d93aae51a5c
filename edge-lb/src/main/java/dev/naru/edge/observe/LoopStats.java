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
    private static final int ACCEPT_ERRORS = 5;
    private static final int ACCEPT_PAUSED = 6;
    private static final int SPANS_DROPPED = 7;
    private static final int TLS_HANDSHAKES = 8;
    private static final int RETIRED = 16;

    private final int loop;
    private final Counters counters = new Counters(TLS_HANDSHAKES + TlsVersion.values().length * 2);
    private final Histogram lag = new Histogram();
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

    /** A TLS handshake of a client succeeded. */
    public void tlsShaken(TlsVersion version, boolean resumed) {
        counters.add(handshakes(version, resumed), 1);
    }

    private static int handshakes(TlsVersion version, boolean resumed) {
        return TLS_HANDSHAKES + version.ordinal() * 2 + (resumed ? 1 : 0);
    }

    /** A connection could not be accepted. */
    public void acceptFailed() {
        counters.add(ACCEPT_ERRORS, 1);
    }

    /** A listening socket begins to pause (1) or goes on (-1). */
    public void acceptPaused(int change) {
        counters.add(ACCEPT_PAUSED, change);
    }

    /** The loop's clock ticked so much later than it should have. */
    public void lagged(long nanos) {
        lag.record(nanos);
    }

    /** A span found the exporter behind. */
    void spanDropped() {
        counters.add(SPANS_DROPPED, 1);
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

    public long acceptErrors() {
        return counters.get(ACCEPT_ERRORS);
    }

    public long acceptPaused() {
        return counters.get(ACCEPT_PAUSED);
    }

    public long tlsHandshakes(TlsVersion version, boolean resumed) {
        return counters.get(handshakes(version, resumed));
    }

    public long spansDropped() {
        return counters.get(SPANS_DROPPED);
    }

    Histogram lag() {
        return lag;
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
