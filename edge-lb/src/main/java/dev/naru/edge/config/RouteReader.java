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

    RouteReader(UpstreamReader upstreams) {
        this.upstreams = upstreams;
    }

    List<RouteConfig> routes(Section site) {
        Names names = new Names();
        Names paths = new Names();
        return site.requiredSections("routes", s -> route(s, names, paths));
    }

    private RouteConfig route(Section s, Names names, Names paths) {
        String name = s.name();
        names.claim(s, "name", name);
        PathMatch path = s.required("path", STAND_IN, PathPatterns::parse);
        paths.claim(s, "path", path.path());
        return new RouteConfig(
                name,
                path,
                action(s),
                s.integer("maxBodyBytes", DEFAULT_BODY_BYTES, 0, 1L << 50),
                s.texts("methods", RouteReader::method),
                handling(s));
    }

    private static HandlingConfig handling(Section s) {
        HandlingConfig usual = HandlingConfig.DEFAULTS;
        return new HandlingConfig(
                s.choice("priority", usual.priority()),
                s.flag("retryWithKey", usual.retryWithKey()),
                s.flag("misdirected", usual.misdirected()));
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
