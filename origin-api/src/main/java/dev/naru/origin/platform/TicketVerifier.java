package dev.naru.origin.platform;

import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.security.Key;
import java.security.PublicKey;
import java.util.List;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Verifies the shop's tickets: ES256 only, by a key of the shop's key set, issuer, audience, times, and a life of at
 * most {@code naru.tickets.max-life}. SmallRye's own verification is replaced because its key set cannot both start
 * with the shop down and limit fetches for unknown kids.
 */
@Alternative
@Priority(1)
@ApplicationScoped
class TicketVerifier extends JWTCallerPrincipalFactory {

    private static final int MAX_TICKET_CHARS = 4096;

    private final JwksKeys keys;
    private final NaruConfig.Tickets config;
    private final JwtConsumer consumer;

    TicketVerifier(JwksKeys keys, NaruConfig config) {
        this.keys = keys;
        this.config = config.tickets();
        this.consumer = new JwtConsumerBuilder()
                .setVerificationKeyResolver(this::key)
                .setJwsAlgorithmConstraints(
                        AlgorithmConstraints.ConstraintType.PERMIT,
                        AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256)
                .setExpectedIssuer(this.config.issuer())
                .setExpectedAudience(this.config.audience())
                .setRequireSubject()
                .setRequireIssuedAt()
                .setRequireExpirationTime()
                .setRequireJwtId()
                .setAllowedClockSkewInSeconds((int) this.config.clockSkew().toSeconds())
                .build();
    }

    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo unused) throws ParseException {
        if (token.length() > MAX_TICKET_CHARS) {
            throw new ParseException("ticket longer than " + MAX_TICKET_CHARS + " characters");
        }
        try {
            JwtClaims claims = consumer.processToClaims(token);
            long issuedS = claims.getIssuedAt().getValue();
            long lifeS = claims.getExpirationTime().getValue() - issuedS;
            if (lifeS > config.maxLife().toSeconds()) {
                throw new ParseException("ticket lives " + lifeS + " s");
            }
            if (issuedS > System.currentTimeMillis() / 1000 + config.clockSkew().toSeconds()) {
                throw new ParseException("ticket issued in the future");
            }
            return new DefaultJWTCallerPrincipal(token, "JWT", claims);
        } catch (InvalidJwtException | MalformedClaimException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof Problem problem) {
                    throw problem;
                }
            }
            throw new ParseException("ticket refused", e);
        }
    }

    private Key key(JsonWebSignature jws, List<JsonWebStructure> nesting) throws UnresolvableKeyException {
        String kid = jws.getKeyIdHeaderValue();
        PublicKey key = kid == null ? null : keys.find(kid);
        if (key == null) {
            throw new UnresolvableKeyException("the shop has no such key");
        }
        return key;
    }
}
