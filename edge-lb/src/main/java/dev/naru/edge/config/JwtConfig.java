package dev.naru.edge.config;

/**
 * A bearer token (RFC 6750) that is a signed JWT (RFC 7519).
 *
 * @param issuer the name of one of {@link AccessPolicies#tokenIssuers}
 * @param optional whether a request without a token passes; a wrong token never does; default false
 * @param forward whether the back end sees the Authorization field; default true
 */
public record JwtConfig(String issuer, boolean optional, boolean forward) {}
