package dev.naru.edge.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may use a route, and how often. What a route leaves out it has from its site.
 *
 * @param addresses the first rule that holds the client's address decides; no rule lets everybody in
 * @param rateLimits names of {@link AccessPolicies#rateLimits}; all of them apply
 * @param referers what a Referer field may be; empty takes any
 * @param basic user and password; never beside {@code jwt}, since both come in the Authorization field
 * @param jwt a signed token
 */
public record AccessConfig(
        List<AddressRule> addresses,
        List<String> rateLimits,
        List<String> referers,
        @Nullable BasicConfig basic,
        @Nullable JwtConfig jwt) {

    /** A Referer field may be missing. */
    public static final String REFERER_NONE = "none";

    /** A Referer field may hold something other than an http or https URL, as some firewalls leave behind. */
    public static final String REFERER_BLOCKED = "blocked";

    /** The hosts of the route's own site. */
    public static final String REFERER_SITE_HOSTS = "site-hosts";

    /** Everybody, any number of times. */
    public static final AccessConfig OPEN = new AccessConfig(List.of(), List.of(), List.of(), null, null);

    public AccessConfig {
        addresses = List.copyOf(addresses);
        rateLimits = List.copyOf(rateLimits);
        referers = List.copyOf(referers);
    }

    /** With what the site says where this says nothing. */
    AccessConfig within(AccessConfig site) {
        boolean ownAuthentication = basic != null || jwt != null;
        return new AccessConfig(
                addresses.isEmpty() ? site.addresses : addresses,
                rateLimits.isEmpty() ? site.rateLimits : rateLimits,
                referers.isEmpty() ? site.referers : referers,
                ownAuthentication ? basic : site.basic,
                ownAuthentication ? jwt : site.jwt);
    }
}
