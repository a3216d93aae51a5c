package dev.naru.edge.config;

import java.util.List;

/** What the {@code access} of sites and routes refers to by name; names are unique in each list. */
public record AccessPolicies(
        List<RateLimitConfig> rateLimits, List<UserFileConfig> userFiles, List<TokenIssuerConfig> tokenIssuers) {

    public AccessPolicies {
        rateLimits = List.copyOf(rateLimits);
        userFiles = List.copyOf(userFiles);
        tokenIssuers = List.copyOf(tokenIssuers);
    }
}
