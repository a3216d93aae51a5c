package dev.naru.edge.policy;

import dev.naru.edge.config.IdentityHeader;
import dev.naru.edge.config.TokenIssuerConfig;
import dev.naru.edge.http.Ascii;
import dev.naru.edge.observe.Outcome;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the tokens of one issuer: signature, algorithm, key, {@code iss}, {@code aud}, {@code exp} (which must be there) and {@code nbf}. The key of a token's kid decides with
 * which algorithms it may be used, never the token alone (RFC 8725 section 3.1). Thread-safe; never called on an event loop.
 */
final class TokenIssuer {
    private static final int MAX_IDENTITY_BYTES = 4096;

    final CredentialCache cache;
    final TokenKeys keys;
    private final TokenIssuerConfig config;
    private final LongSupplier epochMillis;
    private final AlgorithmConstraints algorithms;

    /** @param epochMillis the wall clock */
    TokenIssuer(TokenIssuerConfig config, TokenKeys keys, LongSupplier epochMillis) {
        this.config = config;
        this.keys = keys;
        this.epochMillis = epochMillis;
        cache = new CredentialCache(config.cachedTokens());
        algorithms = new AlgorithmConstraints(
                ConstraintType.PERMIT, config.algorithms().toArray(String[]::new));
    }

    TokenIssuerConfig config() {
        return config;
    }

    /** Verifies a token; waits for its issuer's keys when they may have changed. */
    CompletionStage<Verdict> verify(Verifier verifier, byte[] token) {
        String compact = Ascii.string(token, 0, token.length);
        String kid;
        try {
            JsonWebSignature parsed = new JsonWebSignature();
            parsed.setCompactSerialization(compact);
            kid = parsed.getKeyIdHeaderValue();
        } catch (JoseException e) {
            return Verification.now(refused("it is no signed token"));
        }
        if (kid == null) {
            return Verification.now(refused("it names no key"));
        }
        JsonWebKey key = keys.find(kid);
        if (key != null) {
            return Verification.now(verify(token, compact, key));
        }
        return keys.refresh().thenApplyAsync(_ -> again(token, compact, kid), verifier.executor());
    }

    private Verdict again(byte[] token, String compact, String kid) {
        JsonWebKey key = keys.find(kid);
        if (key != null) {
            return verify(token, compact, key);
        }
        return keys.available()
                ? refused("its key is unknown")
                : Verdict.refused(new Refusal(
                        Outcome.AUTH_UNAVAILABLE,
                        503,
                        "the keys of the issuer cannot be read now",
                        "Retry-After: 1\r\n"));
    }

    private Verdict verify(byte[] token, String compact, JsonWebKey key) {
        int generation = keys.generation();
        long now = epochMillis.getAsLong();
        try {
            JwtClaims claims = consumer(key, now).processToClaims(compact);
            long expires = claims.getExpirationTime().getValueInMillis() + config.clockSkewMs();
            byte[] lines = lines(claims);
            if (lines == null) {
                return refused("its claims do not fit into header fields");
            }
            Credential credential =
                    Credential.of(new Fingerprint().of(token, 0, token.length), expires, generation, lines);
            cache.put(credential);
            return Verdict.good(credential);
        } catch (InvalidJwtException e) {
            return refused(e.hasExpired() ? "it has expired" : "its signature or its claims are wrong");
        } catch (MalformedClaimException e) {
            return refused("its claims are malformed");
        }
    }

    private JwtConsumer consumer(JsonWebKey jwk, long now) {
        Key key = jwk.getKey();
        JwtConsumerBuilder builder = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(jwk.getAlgorithm() == null ? algorithms : only(jwk.getAlgorithm()))
                .setVerificationKey(key)
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds(config.clockSkewMs() / 1000)
                .setEvaluationTime(NumericDate.fromMilliseconds(now));
        String issuer = config.issuer();
        if (issuer != null) {
            builder.setExpectedIssuer(issuer);
        }
        if (config.audiences().isEmpty()) {
            builder.setSkipDefaultAudienceValidation();
        } else {
            builder.setExpectedAudience(config.audiences().toArray(String[]::new));
        }
        return builder.build();
    }

    /** What the key is for, as far as it is permitted at all. */
    private AlgorithmConstraints only(String algorithm) {
        Set<String> both =
                config.algorithms().stream().filter(algorithm::equals).collect(Collectors.toSet());
        return both.isEmpty()
                ? new AlgorithmConstraints(ConstraintType.PERMIT)
                : new AlgorithmConstraints(ConstraintType.PERMIT, algorithm);
    }

    /** The identity headers; null when they would be too long. */
    private byte @Nullable [] lines(JwtClaims claims) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (IdentityHeader identity : config.identityHeaders()) {
            String value = text(claims.getClaimValue(identity.claim()));
            if (!value.isEmpty()) {
                lines.writeBytes(Ascii.bytes(identity.header() + ": " + escaped(value) + "\r\n"));
            }
        }
        return lines.size() > MAX_IDENTITY_BYTES ? null : lines.toByteArray();
    }

    private static String text(@Nullable Object claim) {
        if (claim instanceof Collection<?> several) {
            return several.stream().map(TokenIssuer::text).collect(Collectors.joining(","));
        }
        return claim instanceof String || claim instanceof Number || claim instanceof Boolean ? claim.toString() : "";
    }

    /** Percent-encodes what a field value should not hold (RFC 3986 section 2.1), so that no claim ends a line and every name comes through. */
    private static String escaped(String value) {
        StringBuilder text = new StringBuilder();
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0x20 && b < 0x7f && b != '%') {
                text.append((char) b);
            } else {
                text.append('%').append(String.format("%02X", b & 0xff));
            }
        }
        return text.toString();
    }

    private static Verdict refused(String why) {
        return Verdict.refused(new Refusal(
                Outcome.AUTH_REFUSED,
                401,
                "the token is refused: " + why,
                "WWW-Authenticate: Bearer realm=\"edge\", error=\"invalid_token\", error_description=\"" + why
                        + "\"\r\n"));
    }

    /** The names of all identity headers. */
    static List<String> headers(Collection<TokenIssuerConfig> issuers) {
        return issuers.stream()
                .flatMap(issuer -> issuer.identityHeaders().stream())
                .map(IdentityHeader::header)
                .distinct()
                .toList();
    }
}
