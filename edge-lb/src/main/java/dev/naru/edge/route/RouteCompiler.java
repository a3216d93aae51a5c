package dev.naru.edge.route;

import dev.naru.edge.config.ActionConfig;
import dev.naru.edge.config.ExactPath;
import dev.naru.edge.config.HstsConfig;
import dev.naru.edge.config.PathMatch;
import dev.naru.edge.config.PrefixPath;
import dev.naru.edge.config.ProxyConfig;
import dev.naru.edge.config.RedirectConfig;
import dev.naru.edge.config.RedirectTarget;
import dev.naru.edge.config.RespondConfig;
import dev.naru.edge.config.RouteConfig;
import dev.naru.edge.config.SiteConfig;
import dev.naru.edge.config.UpstreamConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the configuration's sites into compiled ones, numbering routes across them. */
final class RouteCompiler {
    private final List<String> upstreams;
    private int nextIndex;

    RouteCompiler(List<UpstreamConfig> upstreams) {
        this.upstreams = upstreams.stream().map(UpstreamConfig::name).toList();
    }

    Site site(SiteConfig config) {
        return new Site(
                config.name(),
                hsts(config.hsts()),
                config.routes().stream()
                        .map(route -> route(config.name(), route))
                        .toList());
    }

    private static byte @Nullable [] hsts(@Nullable HstsConfig config) {
        if (config == null) {
            return null;
        }
        String line = "Strict-Transport-Security: max-age=" + config.maxAgeSeconds()
                + (config.includeSubDomains() ? "; includeSubDomains" : "") + (config.preload() ? "; preload" : "")
                + "\r\n";
        return line.getBytes(StandardCharsets.US_ASCII);
    }

    private Route route(String site, RouteConfig config) {
        return new Route(
                config.name(),
                site,
                nextIndex++,
                match(config.path()),
                action(config.action()),
                config.maxBodyBytes(),
                config.methods());
    }

    private static MatchSummary match(PathMatch match) {
        MatchSummary.Kind kind =
                switch (match) {
                    case ExactPath _ -> MatchSummary.Kind.EXACT;
                    case PrefixPath _ -> MatchSummary.Kind.PREFIX;
                };
        return new MatchSummary(kind, match.path().length(), match.path());
    }

    private RouteAction action(ActionConfig action) {
        return switch (action) {
            case ProxyConfig proxy -> new RouteAction.Proxy(upstreamIndex(proxy.upstream()), proxy.upstream());
            case RedirectConfig redirect -> redirect(redirect);
            case RespondConfig respond ->
                new RouteAction.Respond(
                        respond.status(), respond.body().getBytes(StandardCharsets.UTF_8), respond.contentType());
        };
    }

    private int upstreamIndex(String upstream) {
        int index = upstreams.indexOf(upstream);
        if (index < 0) {
            throw new IllegalArgumentException("no upstream is named " + upstream);
        }
        return index;
    }

    private static RouteAction redirect(RedirectConfig redirect) {
        return switch (redirect.target()) {
            case RedirectTarget.Fixed fixed -> new RouteAction.RedirectFixed(redirect.status(), fixed.location());
            case RedirectTarget.SameUrl same -> {
                int ownPort = same.scheme().equals("https") ? 443 : 80;
                String suffix = same.port() == ownPort ? "" : ":" + same.port();
                yield new RouteAction.RedirectSameUrl(redirect.status(), same.scheme() + "://", suffix);
            }
        };
    }
}
