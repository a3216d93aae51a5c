package dev.naru.edge.route;

import dev.naru.edge.config.EdgeConfig;
import dev.naru.edge.config.SiteConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All sites by host. Immutable, for any thread; lookups allocate nothing. */
public final class RouteTable {
    private final List<Site> sites;
    private final List<Route> routes;
    private final Site[] byPlace;
    private final HostTable hosts;
    private final @Nullable Site defaultSite;

    private RouteTable(List<Site> sites, HostTable hosts, @Nullable Site defaultSite) {
        this.sites = List.copyOf(sites);
        this.routes = sites.stream().flatMap(site -> site.routes().stream()).toList();
        this.byPlace = sites.toArray(Site[]::new);
        this.hosts = hosts;
        this.defaultSite = defaultSite;
    }

    /**
     * Compiles a valid configuration.
     *
     * @throws IllegalArgumentException when a route names an upstream that the configuration lacks, or two routes of a
     *     site or two sites take the same pattern
     */
    public static RouteTable compile(EdgeConfig config) {
        RouteCompiler compiler = new RouteCompiler(config.upstreams());
        List<Site> sites = new ArrayList<>();
        List<String> patterns = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        Site defaultSite = null;
        for (SiteConfig siteConfig : config.sites()) {
            Site site = compiler.site(siteConfig);
            for (String host : siteConfig.hosts()) {
                patterns.add(host);
                owners.add(sites.size());
            }
            sites.add(site);
            defaultSite = siteConfig.defaultSite() ? site : defaultSite;
        }
        return new RouteTable(sites, new HostTable(patterns, owners), defaultSite);
    }

    /** In the order of the configuration. */
    public List<Site> sites() {
        return sites;
    }

    /** All routes; each one's place is its {@link Route#index()}. */
    public List<Route> routes() {
        return routes;
    }

    /**
     * The site of a host: exact, then the longest wildcard, then the default site. Null when there is none. Allocates
     * nothing.
     *
     * @param buf holds the host without port, in any case; a dot at its end is ignored
     */
    public @Nullable Site site(byte[] buf, int hostOffset, int hostLength) {
        int place = hosts.find(buf, hostOffset, hostLength);
        return place < 0 ? defaultSite : byPlace[place];
    }
}
