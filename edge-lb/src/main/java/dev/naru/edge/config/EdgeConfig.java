package dev.naru.edge.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole, valid {@code edge.yaml}.
 *
 * @param listeners at least one; names and addresses are unique
 * @param admin the admin listener; null when there is none
 * @param upstreams names are unique
 * @param sites at least one; names are unique, a host belongs to one site, at most one is the default site
 * @param trustedProxies peers whose {@code X-Forwarded-For} and PROXY protocol headers are believed; default none
 * @param policies what the access of sites and routes refers to
 * @param deployments at most one of each upstream
 * @param dns how names of servers are resolved
 * @param tracing where spans go; null when there are none
 */
public record EdgeConfig(
        List<ListenerConfig> listeners,
        @Nullable AdminConfig admin,
        List<UpstreamConfig> upstreams,
        List<SiteConfig> sites,
        LimitsConfig limits,
        RuntimeConfig runtime,
        AccessLogConfig accessLog,
        List<Cidr> trustedProxies,
        AccessPolicies policies,
        List<DeploymentConfig> deployments,
        DnsConfig dns,
        @Nullable TracingConfig tracing) {

    public EdgeConfig {
        listeners = List.copyOf(listeners);
        upstreams = List.copyOf(upstreams);
        sites = List.copyOf(sites);
        trustedProxies = List.copyOf(trustedProxies);
        deployments = List.copyOf(deployments);
    }

    /** The same with other upstreams. */
    public EdgeConfig withUpstreams(List<UpstreamConfig> others) {
        return new EdgeConfig(
                listeners,
                admin,
                others,
                sites,
                limits,
                runtime,
                accessLog,
                trustedProxies,
                policies,
                deployments,
                dns,
                tracing);
    }
}
