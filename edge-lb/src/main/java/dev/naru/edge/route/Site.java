package dev.naru.edge.route;

import dev.naru.edge.http.RequestHead;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A compiled site: its routes by path. Immutable.
 *
 * <p>Which route takes a path is decided as nginx decides between locations: an exact path; else the longest prefix, if it
 * is marked so; else the first regex (or glob) of the file; else that longest prefix. A route whose conditions do not hold
 * is passed over as if it were not there, and of routes with the same path the first whose conditions hold is taken.
 */
public final class Site {
    private final String name;
    private final List<String> hosts;
    private final byte @Nullable [] hsts;
    private final List<Route> routes;
    private final ErrorPages errorPages;
    private final HeaderChanges responseHeaders;
    private final PathTable paths;
    /** By place in {@link #paths}: the routes of that path, in the order of the file. */
    private final Route[][] chains;
    /** By place: the first of its chain. */
    private final Route[] firsts;
    /** In the order of the file. */
    private final Route[] regexes;
    /** Whether the place in {@link #paths} decides alone. */
    private final boolean plain;

    private final boolean splits;

    Site(
            String name,
            List<String> hosts,
            byte @Nullable [] hsts,
            List<Route> routes,
            ErrorPages errorPages,
            HeaderChanges responseHeaders) {
        this.name = name;
        this.hosts = List.copyOf(hosts);
        this.hsts = hsts;
        this.routes = List.copyOf(routes);
        this.errorPages = errorPages;
        this.responseHeaders = responseHeaders;
        Map<String, List<Route>> byPath = new LinkedHashMap<>();
        List<Route> expressions = new ArrayList<>();
        for (Route route : routes) {
            if (route.path().runs()) {
                expressions.add(route);
            } else {
                byPath.computeIfAbsent(route.path().pattern(), pattern -> new ArrayList<>())
                        .add(route);
            }
        }
        this.paths = new PathTable(List.copyOf(byPath.keySet()));
        this.chains = byPath.values().stream()
                .map(chain -> chain.toArray(Route[]::new))
                .toArray(Route[][]::new);
        this.firsts = byPath.values().stream().map(List::getFirst).toArray(Route[]::new);
        this.regexes = expressions.toArray(Route[]::new);
        this.plain = expressions.isEmpty() && routes.stream().noneMatch(Route::conditional);
        this.splits = routes.stream()
                .flatMap(route -> route.conditions().stream())
                .anyMatch(condition -> condition instanceof Condition.InShare);
    }

    /** Unique within the table. */
    public String name() {
        return name;
    }

    /** Lower case, exact or {@code *.…}; the default site serves others too. */
    public List<String> hosts() {
        return hosts;
    }

    /** The line that answers over TLS carry, with its CRLF; null for none. Never written to. */
    public byte @Nullable [] hsts() {
        return hsts;
    }

    /** In the order of the configuration. */
    public List<Route> routes() {
        return routes;
    }

    /** Whether a route asks which share of a split a user is in, and so who the user is. */
    public boolean splits() {
        return splits;
    }

    /** The pages that errors of the edge's own are answered with. */
    public ErrorPages errorPages() {
        return errorPages;
    }

    /** What is changed of answers that no route gives. */
    public HeaderChanges responseHeaders() {
        return responseHeaders;
    }

    /** The route that takes a request; null when none does. Allocates nothing unless an expression runs. */
    public @Nullable Route route(Asked asked) {
        RequestHead r = asked.request;
        int place = paths.find(r.path, r.pathStart, r.pathEnd - r.pathStart);
        if (plain) {
            return place < 0 ? null : firsts[place];
        }
        Route longest = byTable(asked, place);
        if (longest != null
                && (longest.path().kind() == RoutePath.Kind.EXACT
                        || longest.path().beforeRegex())) {
            return longest;
        }
        for (Route route : regexes) {
            if (route.path().takes(asked) && route.unmet(asked) == null) {
                return route;
            }
        }
        return longest;
    }

    /** The exact path, else the longest prefix, whose conditions hold. */
    private @Nullable Route byTable(Asked asked, int place) {
        for (int p = place; p >= 0; p = paths.shorter(p)) {
            for (Route route : chains[p]) {
                if (route.unmet(asked) == null) {
                    return route;
                }
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return name;
    }
}
