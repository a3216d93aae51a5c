package dev.naru.edge.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtual host: the routes of some host names.
 *
 * @param hosts lower-case ASCII names without a port: exact, or {@code *.example.com} for every name below
 *     {@code example.com}; may be empty for the default site
 * @param defaultSite whether it serves the hosts that no site names; default false, at most one
 * @param hsts Strict-Transport-Security over TLS; null for none
 * @param routes at least one; names are unique within the site
 */
public record SiteConfig(
        String name,
        List<String> hosts,
        boolean defaultSite,
        @Nullable HstsConfig hsts,
        List<RouteConfig> routes) {

    public SiteConfig {
        hosts = List.copyOf(hosts);
        routes = List.copyOf(routes);
    }
}
