package dev.naru.edge.config;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a site's {@code routes} and their actions. */
final class RouteReader {
    private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z-]{0,31}");
    private static final long DEFAULT_BODY_BYTES = 1024 * 1024;
    private static final PathMatch STAND_IN = new PrefixPath("");

    private final UpstreamReader upstreams;
    private final AffinityReader affinities;

    RouteReader(UpstreamReader upstreams, NearbyFiles files) {
        this.upstreams = upstreams;
        this.affinities = new AffinityReader(files);
    }

    List<RouteConfig> routes(Section site) {
        Names names = new Names();
        Names paths = new Names();
        AffinityReader.Site sticky = new AffinityReader.Site();
        return site.requiredSections("routes", s -> route(s, names, paths, sticky));
    }

    private RouteConfig route(Section s, Names names, Names paths, AffinityReader.Site sticky) {
        String name = s.name();
        names.claim(s, "name", name);
        PathMatch path = s.required("path", STAND_IN, PathPatterns::parse);
        paths.claim(s, "path", path.path());
        ActionConfig action = action(s);
        AffinityConfig affinity = s.section("affinity", affinities::affinity);
        String upstream = action instanceof ProxyConfig proxy ? proxy.upstream() : "";
        sticky.check(s, affinity, upstream, upstreams.groups(upstream));
        return new RouteConfig(
                name,
                path,
                action,
                s.integer("maxBodyBytes", DEFAULT_BODY_BYTES, 0, 1L << 50),
                s.texts("methods", RouteReader::method),
                affinity);
    }

    private static String method(String text) {
        if (!METHOD.matcher(text).matches()) {
            throw Texts.expected("a method in upper case, such as GET", text);
        }
        return text;
    }

    private ActionConfig action(Section s) {
        List<ActionConfig> actions = Stream.of(
                        s.section("proxy", upstreams::proxy),
                        s.section("redirect", Actions::redirect),
                        s.section("respond", Actions::respond))
                .filter(Objects::nonNull)
                .map(ActionConfig.class::cast)
                .toList();
        if (actions.size() != 1) {
            String found = actions.isEmpty() ? "none of them" : actions.size() + " of them";
            s.refuse("expected one of proxy, redirect and respond, found " + found);
        }
        return actions.isEmpty() ? new ProxyConfig("") : actions.getFirst();
    }
}
