package dev.naru.edge.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code sites}: a host belongs to one of them, and at most one is the default. */
final class SiteReader {
    private final RouteReader routes;
    private final Names names = new Names();
    private final Map<String, String> hostOwners = new HashMap<>();
    private @Nullable String defaultSite;

    SiteReader(RouteReader routes) {
        this.routes = routes;
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
        return new SiteConfig(name, hosts, isDefault, routes.routes(s));
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
