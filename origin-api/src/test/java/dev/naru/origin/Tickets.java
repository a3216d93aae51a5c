package dev.naru.origin;

import java.util.List;
import java.util.function.Consumer;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Tickets as the shop signs them, by a key fixed for the tests (any class loader sees the same one). */
public final class Tickets {

    static final EllipticCurveJsonWebKey KEY = fixedKey();

    private Tickets() {}

    /** A good ticket of that member with those scopes. */
    public static String of(String member, String... scopes) {
        return with(member, claims -> claims.setStringListClaim("groups", List.of(scopes)));
    }

    /** A ticket altered before it is signed. */
    public static String with(String member, Consumer<JwtClaims> change) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("naru-shop");
        claims.setAudience("naru-api");
        claims.setSubject(member);
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(5);
        claims.setGeneratedJwtId();
        change.accept(claims);
        return sign(claims, KEY);
    }

    static String sign(JwtClaims claims, EllipticCurveJsonWebKey key) {
        try {
            JsonWebSignature jws = new JsonWebSignature();
            jws.setPayload(claims.toJson());
            jws.setKey(key.getPrivateKey());
            jws.setKeyIdHeaderValue(key.getKeyId());
            jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    static String keySet(JsonWebKey... more) {
        JsonWebKeySet set = new JsonWebKeySet(more);
        set.addJsonWebKey(KEY);
        return set.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    static EllipticCurveJsonWebKey newKey(String kid) {
        try {
            EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(kid);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EllipticCurveJsonWebKey fixedKey() {
        try {
            return (EllipticCurveJsonWebKey) JsonWebKey.Factory.newJwk("""
                    {"kty":"EC","crv":"P-256","kid":"test-1",
                     "x":"NS8L1xO9-QOPNDFKQa9Lc3-UZzGgTCAFZ4guB2IM7MY","y":"Uj4Ikic77lZoGLyGSr_CazkR1do8vKeI8qrgAZMKPmM",
                     "d":"f7lC3bolNsBTV75F8gQHo8Dr-PLghrcCALe27APySGI"}
                    """);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
