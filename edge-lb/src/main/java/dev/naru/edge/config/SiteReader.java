package dev.naru.edge.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code sites}: a host belongs to one of them, and at most one is the default. */
final class SiteReader {
    private static final int YEAR_SECONDS = 31_536_000;

    private final RouteReader routes;
    private final boolean tlsAnywhere;
    private final Names names = new Names();
    private final Map<String, String> hostOwners = new HashMap<>();
    private @Nullable String defaultSite;

    /** @param tlsAnywhere whether a listener terminates TLS */
    SiteReader(RouteReader routes, boolean tlsAnywhere) {
        this.routes = routes;
        this.tlsAnywhere = tlsAnywhere;
    }

    SiteConfig site(Section s) {
        String name = s.name();
        names.claim(s, "name", name);
        List<String> hosts = s.texts("hosts", text -> host(text, s.path()));
        boolean isDefault = s.flag("default", false);
        if (isDefault && defaultSite != null) {
            s.refuse("default", "there is a default site already, " + defaultSite);
        } else if (isDefault) {
            defaultSite = s.path();
        } else if (!s.has("hosts")) {
            s.refuse("the site has no hosts and is not the default, so no request could reach it");
        }
        return new SiteConfig(name, hosts, isDefault, s.section("hsts", this::hsts), routes.routes(s));
    }

    private HstsConfig hsts(Section s) {
        HstsConfig hsts = new HstsConfig(
                s.integer("maxAgeSeconds", YEAR_SECONDS, 0, 2 * YEAR_SECONDS),
                s.flag("includeSubDomains", false),
                s.flag("preload", false));
        if (!tlsAnywhere) {
            s.warn("maxAgeSeconds", "no listener has tls, so browsers are never told");
        }
        if (hsts.preload() && hsts.maxAgeSeconds() < YEAR_SECONDS) {
            s.warn("preload", "the browsers' lists want a maxAgeSeconds of at least " + YEAR_SECONDS + " (a year)");
        }
        if (hsts.preload() && !hsts.includeSubDomains()) {
            s.warn("preload", "the browsers' lists want includeSubDomains");
        }
        return hsts;
    }

    private String host(String text, String site) {
        String host = HostPatterns.parse(text);
        String owner = hostOwners.putIfAbsent(host, site);
        if (owner != null && !owner.equals(site)) {
            throw new IllegalArgumentException(Texts.quote(host) + " belongs to " + owner + " already");
        }
        return host;
    }
}
