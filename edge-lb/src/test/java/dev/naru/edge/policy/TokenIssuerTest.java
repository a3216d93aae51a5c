package dev.naru.edge.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.config.IdentityHeader;
import dev.naru.edge.config.TokenIssuerConfig;
import dev.naru.edge.http.Ascii;
import dev.naru.edge.observe.Outcome;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens of all kinds against the keys of one issuer. The clocks stand still unless a test moves them. */
class TokenIssuerTest {
    private static final long NOW = 1_800_000_000_000L;

    private final AtomicLong epochMs = new AtomicLong(NOW);
    private final AtomicLong monotonicMs = new AtomicLong(5_000_000);
    private final AtomicInteger reads = new AtomicInteger();
    private final List<String> log = new ArrayList<>();
    private final Verifier verifier = new Verifier("test", 1, 10, log::add);
    private final List<JsonWebKey> published = new ArrayList<>();
    private boolean down;

    private PublicJsonWebKey ec;
    private TokenIssuer issuer;

    @BeforeEach
    void makeIssuer() throws JoseException {
        ec = named(EcJwkGenerator.generateJwk(EllipticCurves.P256), "ec-1");
        published.add(ec);
        issuer = issuer(List.of("ES256", "RS256", "EdDSA"));
    }

    private static PublicJsonWebKey named(PublicJsonWebKey key, String kid) {
        key.setKeyId(kid);
        return key;
    }

    private TokenIssuer issuer(List<String> algorithms) {
        TokenIssuerConfig config = new TokenIssuerConfig(
                "shop",
                null,
                URI.create("http://keys.test/"),
                "naru-shop",
                List.of("naru-api"),
                algorithms,
                60_000,
                300_000,
                1000,
                64,
                List.of(
                        new IdentityHeader("X-User-Id", "sub"),
                        new IdentityHeader("X-Scopes", "groups"),
                        new IdentityHeader("X-User-Name", "name")));
        TokenKeys keys = new TokenKeys(
                config,
                () -> {
                    reads.incrementAndGet();
                    if (down) {
                        throw new IOException("down");
                    }
                    return new JsonWebKeySet(published).toJson();
                },
                log::add,
                monotonicMs::get);
        return new TokenIssuer(config, keys, epochMs::get);
    }

    private static JwtClaims claims() {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("naru-shop");
        claims.setAudience("naru-api");
        claims.setSubject("member-7");
        claims.setExpirationTime(NumericDate.fromMilliseconds(NOW + 300_000));
        return claims;
    }

    private static String sign(String algorithm, String kid, Key key, String payload) throws JoseException {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setDoKeyValidation(false);
        jws.setAlgorithmConstraints(org.jose4j.jwa.AlgorithmConstraints.NO_CONSTRAINTS);
        jws.setAlgorithmHeaderValue(algorithm);
        if (kid != null) {
            jws.setKeyIdHeaderValue(kid);
        }
        jws.setKey(key);
        jws.setPayload(payload);
        return jws.getCompactSerialization();
    }

    private String token(JwtClaims claims) throws JoseException {
        return sign("ES256", "ec-1", ec.getPrivateKey(), claims.toJson());
    }

    private Verdict verify(String token) {
        return issuer.verify(verifier, Ascii.bytes(token)).toCompletableFuture().join();
    }

    private void refused(String why, String token) {
        Verdict verdict = verify(token);
        assertNotNull(verdict.refusal(), why);
        assertEquals(Outcome.AUTH_REFUSED, verdict.refusal().outcome());
        assertTrue(
                verdict.refusal().fields().contains("error=\"invalid_token\""),
                verdict.refusal().fields());
        assertTrue(verdict.refusal().detail().contains(why), verdict.refusal().detail());
        assertNull(verdict.credential());
    }

    @Test
    void takesTheThreeAlgorithms() throws JoseException {
        PublicJsonWebKey rsa = named(RsaJwkGenerator.generateJwk(2048), "rsa-1");
        PublicJsonWebKey okp = named(OkpJwkGenerator.generateJwk("Ed25519"), "ed-1");
        published.add(rsa);
        published.add(okp);
        for (String token : List.of(
                token(claims()),
                sign("RS256", "rsa-1", rsa.getPrivateKey(), claims().toJson()),
                sign("EdDSA", "ed-1", okp.getPrivateKey(), claims().toJson()))) {
            assertNull(verify(token).refusal(), token);
        }
        assertEquals(1, reads.get());
    }

    @Test
    void isNotConfusedAboutAlgorithms() throws JoseException {
        PublicJsonWebKey rsa = named(RsaJwkGenerator.generateJwk(2048), "rsa-1");
        published.add(rsa);
        String json = claims().toJson();
        Key asSecret = new HmacKey(rsa.getPublicKey().getEncoded());
        refused("signature or its claims", sign("HS256", "rsa-1", asSecret, json));
        Key pem = new HmacKey("-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkq\n-----END PUBLIC KEY-----\n"
                .getBytes(StandardCharsets.US_ASCII));
        refused("signature or its claims", sign("HS256", "ec-1", pem, json));
        refused("signature or its claims", sign("none", "ec-1", null, json));
        refused("signature or its claims", sign("RS256", "ec-1", rsa.getPrivateKey(), json));
        refused("signature or its claims", sign("ES256", "rsa-1", ec.getPrivateKey(), json));
        refused("signature or its claims", sign("PS256", "rsa-1", rsa.getPrivateKey(), json));
    }

    @Test
    void aKeyIsForItsOwnAlgorithmOnly() throws JoseException {
        ec.setAlgorithm("ES384");
        refused("signature or its claims", token(claims()));
        ec.setAlgorithm("ES256");
        issuer = issuer(List.of("RS256"));
        refused("signature or its claims", token(claims()));
    }

    @Test
    void refusesWhatIsNoToken() throws JoseException {
        for (String token :
                List.of("", ".", "..", "a.b", "a.b.c", "e30.e30.", "é.é.é", "{}.{}.{}", "x".repeat(20_000))) {
            assertNotNull(verify(token).refusal(), token);
        }
        refused("names no key", sign("ES256", null, ec.getPrivateKey(), claims().toJson()));
        String good = token(claims());
        refused("signature or its claims", good.substring(0, good.length() - 4) + "AAAA");
        String payload = good.split("\\.")[1];
        refused("signature or its claims", good.replace(payload, payload.substring(2)));
    }

    @Test
    void timesAreTakenWithTheSkewAndNoMore() throws JoseException {
        JwtClaims old = claims();
        old.setExpirationTime(NumericDate.fromMilliseconds(NOW - 59_000));
        assertNull(verify(token(old)).refusal());
        old.setExpirationTime(NumericDate.fromMilliseconds(NOW - 61_000));
        refused("expired", token(old));
        JwtClaims early = claims();
        early.setNotBefore(NumericDate.fromMilliseconds(NOW + 59_000));
        assertNull(verify(token(early)).refusal());
        early.setNotBefore(NumericDate.fromMilliseconds(NOW + 61_000));
        refused("claims", token(early));
        JwtClaims endless = claims();
        endless.unsetClaim("exp");
        refused("claims", token(endless));
    }

    @Test
    void issuerAndAudienceMustBeRight() throws JoseException {
        JwtClaims claims = claims();
        claims.setIssuer("someone-else");
        refused("claims", token(claims));
        claims = claims();
        claims.setAudience("another-api");
        refused("claims", token(claims));
        claims.unsetClaim("aud");
        refused("claims", token(claims));
        claims.setAudience(List.of("another-api", "naru-api"));
        assertNull(verify(token(claims)).refusal());
    }

    @Test
    void claimsBecomeHeaderLinesThatNothingBreaksOutOf() throws JoseException {
        JwtClaims claims = claims();
        claims.setStringListClaim("groups", "orders", "files");
        claims.setClaim("name", "김 나루\r\nX-Admin: 1");
        assertEquals(
                "X-User-Id: member-7\r\nX-Scopes: orders,files\r\n"
                        + "X-User-Name: %EA%B9%80%20%EB%82%98%EB%A3%A8%0D%0AX-Admin:%201\r\n",
                new String(verify(token(claims)).credential().lines(), StandardCharsets.US_ASCII));
        claims.setClaim("name", "x".repeat(5000));
        refused("do not fit", token(claims));
    }

    @Test
    void aGoodTokenIsRememberedUntilItExpires() throws JoseException {
        String token = token(claims());
        verify(token);
        Fingerprint print = new Fingerprint().of(Ascii.bytes(token), 0, token.length());
        assertNotNull(issuer.cache.find(print, NOW + 359_999, issuer.keys.generation()));
        assertNull(issuer.cache.find(print, NOW + 360_000, issuer.keys.generation()));
    }

    @Test
    void unknownKidsReadTheKeysAgainButNotForEachOfThem() throws JoseException {
        verify(token(claims()));
        PublicJsonWebKey next = named(EcJwkGenerator.generateJwk(EllipticCurves.P256), "ec-2");
        String early = sign("ES256", "ec-2", next.getPrivateKey(), claims().toJson());
        refused("key is unknown", early); // too soon after the first reading
        assertEquals(1, reads.get());
        published.add(next);
        monotonicMs.addAndGet(TokenKeys.COOL_DOWN_MS);
        assertNull(verify(early).refusal());
        assertEquals(2, reads.get());
        for (int i = 0; i < 100; i++) {
            refused("key is unknown", sign("ES256", "made-up-" + i, next.getPrivateKey(), claims().toJson()));
        }
        assertEquals(2, reads.get());
    }

    @Test
    void theLastGoodKeysStayWhileTheIssuerIsDown() throws JoseException {
        String token = token(claims());
        verify(token);
        down = true;
        monotonicMs.addAndGet(10_000_000);
        assertNull(verify(token).refusal());
        refused("key is unknown", sign("ES256", "ec-9", ec.getPrivateKey(), claims().toJson()));
        assertTrue(log.stream().anyMatch(line -> line.contains("the last good ones stay")), log::toString);
    }

    @Test
    void withoutAnyKeysNothingCanBeSaidOfAToken() throws JoseException {
        down = true;
        assertEquals(503, verify(token(claims())).refusal().status());
        down = false;
        assertEquals(503, verify(token(claims())).refusal().status(), "asked again too soon");
        monotonicMs.addAndGet(TokenKeys.FIRST_COOL_DOWN_MS);
        assertNull(verify(token(claims())).refusal());
    }

    @Test
    void whatAWithdrawnKeySignedIsForgotten() throws JoseException {
        String token = token(claims());
        verify(token);
        int before = issuer.keys.generation();
        monotonicMs.addAndGet(TokenKeys.COOL_DOWN_MS);
        issuer.keys.refresh().join();
        assertEquals(2, reads.get());
        assertEquals(before, issuer.keys.generation(), "the same keys");
        published.clear();
        published.add(named(EcJwkGenerator.generateJwk(EllipticCurves.P256), "ec-2"));
        monotonicMs.addAndGet(TokenKeys.COOL_DOWN_MS);
        issuer.keys.refresh().join();
        assertEquals(before + 1, issuer.keys.generation());
        refused("key is unknown", token);
    }
}
