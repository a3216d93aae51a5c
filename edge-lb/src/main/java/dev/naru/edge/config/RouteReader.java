package dev.naru.edge.config;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Reads a site's {@code routes} and their actions. */
final class RouteReader {
    private static final long DEFAULT_BODY_BYTES = 1024 * 1024;
    private static final PathMatch STAND_IN = new ExactPath("");

    private final UpstreamReader upstreams;
    private final SplitReader splits;
    private final Set<String> schemes;
    private final AccessReader access;
    private final AffinityReader affinities;

    /** @param schemes of all listeners */
    RouteReader(
            UpstreamReader upstreams, SplitReader splits, Set<String> schemes, AccessReader access, NearbyFiles files) {
        this.upstreams = upstreams;
        this.splits = splits;
        this.schemes = schemes;
        this.access = access;
        this.affinities = new AffinityReader(files);
    }

    List<RouteConfig> routes(Section site, List<String> hosts, HeadersConfig siteHeaders) {
        Names names = new Names();
        AccessConfig siteAccess = access.site(site);
        AffinityReader.Site sticky = new AffinityReader.Site();
        RouteChecks checks = new RouteChecks(hosts, schemes);
        List<RouteConfig> routes =
                site.requiredSections("routes", s -> route(s, names, checks, siteHeaders, siteAccess, sticky));
        checks.finish();
        return routes;
    }

    private RouteConfig route(
            Section s,
            Names names,
            RouteChecks checks,
            HeadersConfig siteHeaders,
            AccessConfig siteAccess,
            AffinityReader.Site sticky) {
        String name = s.name();
        names.claim(s, "name", name);
        PathMatch path = path(s);
        HeadersConfig headers = Objects.requireNonNullElse(s.section("headers", Headers::read), HeadersConfig.NONE);
        Headers.refuseTooMany(s, siteHeaders, headers);
        ActionConfig action = action(s, path);
        AffinityConfig affinity = s.section("affinity", affinities::affinity);
        String upstream = action instanceof ProxyConfig proxy ? proxy.upstream() : "";
        sticky.check(s, affinity, upstream, upstreams.groups(upstream));
        RouteConfig route = new RouteConfig(
                name,
                path,
                action,
                s.integer("maxBodyBytes", DEFAULT_BODY_BYTES, 0, 1L << 50),
                s.texts("methods", Conditions::method),
                Objects.requireNonNullElse(
                        s.section("when", when -> Conditions.when(when, splits)), ConditionsConfig.ANY),
                headers,
                Objects.requireNonNullElse(s.section("timeouts", RouteReader::timeouts), TimeoutsConfig.UPSTREAMS),
                s.flag("accessLog", true),
                access.route(s, siteAccess),
                handling(s),
                affinity,
                s.line());
        if (path != STAND_IN) {
            checks.add(s, route);
        }
        return route;
    }

    private static HandlingConfig handling(Section s) {
        HandlingConfig usual = HandlingConfig.DEFAULTS;
        return new HandlingConfig(
                s.choice("priority", usual.priority()),
                s.flag("retryWithKey", usual.retryWithKey()),
                s.flag("misdirected", usual.misdirected()));
    }

    private static PathMatch path(Section s) {
        PathMatch path = s.optional("path", PathPatterns::parse);
        PathMatch glob = s.optional("glob", PathPatterns::glob);
        PathMatch regex = s.optional("regex", PathPatterns::regex);
        boolean beforeRegex = s.flag("beforeRegex", false);
        long given = Stream.of("path", "glob", "regex").filter(s::has).count();
        if (given != 1) {
            s.refuse("expected one of path, glob and regex, found "
                    + (given == 0 ? "none of them" : given + " of them"));
        }
        PathMatch found = path != null ? path : glob != null ? glob : regex;
        if (beforeRegex && found instanceof PrefixPath prefix) {
            return new PrefixPath(prefix.path(), true);
        }
        if (beforeRegex && found != null) {
            s.refuse("beforeRegex", "is for a prefix only (a path that ends in a slash)");
        }
        return found == null ? STAND_IN : found;
    }

    private static TimeoutsConfig timeouts(Section s) {
        TimeoutsConfig timeouts =
                new TimeoutsConfig(s.integer("responseMs", 0L, 0, 86_400_000), s.integer("idleMs", 0L, 0, 86_400_000));
        if (timeouts.equals(TimeoutsConfig.UPSTREAMS)) {
            s.refuse("expected responseMs or idleMs above 0");
        }
        return timeouts;
    }

    private ActionConfig action(Section s, PathMatch path) {
        List<ActionConfig> actions = Stream.of(
                        s.section("proxy", proxy -> upstreams.proxy(proxy, path)),
                        s.section("redirect", redirect -> Actions.redirect(redirect, path)),
                        s.section("respond", Actions::respond))
                .filter(Objects::nonNull)
                .map(ActionConfig.class::cast)
                .toList();
        if (actions.size() != 1) {
            String found = actions.isEmpty() ? "none of them" : actions.size() + " of them";
            s.refuse("expected one of proxy, redirect and respond, found " + found);
        }
        return actions.isEmpty() ? new ProxyConfig("", null) : actions.getFirst();
    }
}
