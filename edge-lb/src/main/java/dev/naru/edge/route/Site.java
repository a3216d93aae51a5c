package dev.naru.edge.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A compiled site: its routes by path. Immutable. */
public final class Site {
    private final String name;
    private final byte @Nullable [] hsts;
    private final List<Route> routes;
    private final Route[] byPlace;
    private final PathTable paths;

    Site(String name, byte @Nullable [] hsts, List<Route> routes) {
        this.name = name;
        this.hsts = hsts;
        this.routes = List.copyOf(routes);
        this.byPlace = routes.toArray(Route[]::new);
        this.paths = new PathTable(
                routes.stream().map(route -> route.match().pattern()).toList());
    }

    /** Unique within the table. */
    public String name() {
        return name;
    }

    /** The line that answers over TLS carry, with its CRLF; null for none. Never written to. */
    public byte @Nullable [] hsts() {
        return hsts;
    }

    /** In the order of the configuration. */
    public List<Route> routes() {
        return routes;
    }

    /**
     * The route that takes a path: exact before prefix, then the longest prefix. Null when none does. Allocates nothing.
     *
     * @param buf holds the normalised path (no query, dot segments removed, unreserved characters decoded)
     */
    public @Nullable Route route(byte[] buf, int pathOffset, int pathLength) {
        int place = paths.find(buf, pathOffset, pathLength);
        return place < 0 ? null : byPlace[place];
    }

    @Override
    public String toString() {
        return name;
    }
}
