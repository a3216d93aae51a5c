package dev.naru.edge.route;

import dev.naru.edge.config.HeaderEdits;
import dev.naru.edge.config.HstsConfig;
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
                config.hosts(),
                hsts(config.hsts()),
                config.routes().stream().map(route -> route(config, route)).toList(),
                new ErrorPages(config.errorPages()),
                HeaderChanges.of(config.headers().response(), HeaderEdits.NONE, config.name() + "/-", "-"));
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

    private Route route(SiteConfig site, RouteConfig config) {
        String label = site.name() + "/" + config.name();
        String upstream = config.action() instanceof ProxyConfig proxy ? proxy.upstream() : "-";
        return new Route(
                config,
                site.name(),
                nextIndex++,
                action(config),
                HeaderChanges.of(site.headers().request(), config.headers().request(), label, upstream),
                HeaderChanges.of(site.headers().response(), config.headers().response(), label, upstream));
    }

    private RouteAction action(RouteConfig config) {
        return switch (config.action()) {
            case ProxyConfig proxy ->
                new RouteAction.Proxy(
                        upstreamIndex(proxy.upstream()),
                        proxy.upstream(),
                        proxy.rewrite() == null ? null : Rewrite.of(proxy.rewrite(), RoutePath.of(config.path())));
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
            case RedirectTarget.Composed composed ->
                new RouteAction.RedirectComposed(redirect.status(), composed.location());
            case RedirectTarget.SameUrl same -> {
                int ownPort = same.scheme().equals("https") ? 443 : 80;
                String suffix = same.port() == ownPort ? "" : ":" + same.port();
                yield new RouteAction.RedirectSameUrl(redirect.status(), same.scheme() + "://", suffix);
            }
        };
    }
}
