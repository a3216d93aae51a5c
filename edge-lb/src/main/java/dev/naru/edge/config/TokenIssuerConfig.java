package dev.naru.edge.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose tokens are believed, and by which keys.
 *
 * @param jwksFile a JSON Web Key Set (RFC 7517 section 5); null when there is a URL
 * @param jwksUrl where the set is fetched; null when there is a file
 * @param issuer what {@code iss} must be; null for anything
 * @param audiences one of which {@code aud} must hold; empty for tokens without one
 * @param algorithms of RFC 7518 and RFC 8037: RS256, ES256 or EdDSA
 * @param clockSkewMs how far the issuer's clock may be off; 0..600,000, default 60,000
 * @param refreshMs the age at which keys are read again; 1000..86,400,000, default 300,000
 * @param timeoutMs the longest a fetch may take; 100..60,000, default 2000
 * @param cachedTokens how many verified tokens are remembered; 64..1,048,576, default 65,536
 * @param identityHeaders header fields that only the edge sets
 */
public record TokenIssuerConfig(
        String name,
        @Nullable Path jwksFile,
        @Nullable URI jwksUrl,
        @Nullable String issuer,
        List<String> audiences,
        List<String> algorithms,
        int clockSkewMs,
        int refreshMs,
        int timeoutMs,
        int cachedTokens,
        List<IdentityHeader> identityHeaders) {

    public TokenIssuerConfig {
        audiences = List.copyOf(audiences);
        algorithms = List.copyOf(algorithms);
        identityHeaders = List.copyOf(identityHeaders);
    }
}
