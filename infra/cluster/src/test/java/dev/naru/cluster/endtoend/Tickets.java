package dev.naru.cluster.endtoend;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/** Tickets as shop-app mints them for its own calls of api. (JWT, ES256), and forged ones. */
final class Tickets {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Tickets() {}

    static String of(RunningCluster cluster, String member, String scope) {
        return sign(claims(member, scope), keyId(cluster), shopKey(cluster));
    }

    /** Names the shop's key, but is signed by somebody else's. */
    static String forged(RunningCluster cluster, String member, String scope) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return sign(
                    claims(member, scope),
                    keyId(cluster),
                    generator.generateKeyPair().getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signed by nobody at all (RFC 8725, section 3.1). */
    static String unsigned(String member, String scope) {
        return encode("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + encode(claims(member, scope)) + ".";
    }

    private static String claims(String member, String scope) {
        long now = Instant.now().getEpochSecond();
        return "{\"iss\":\"naru-shop\",\"aud\":\"naru-api\",\"sub\":\"" + member + "\",\"groups\":[\"" + scope
                + "\"],\"iat\":" + now + ",\"exp\":" + (now + 120) + ",\"jti\":\"" + UUID.randomUUID() + "\"}";
    }

    private static String keyId(RunningCluster cluster) {
        return Http.www(cluster)
                .get("/.well-known/jwks.json")
                .then()
                .statusCode(200)
                .extract()
                .path("keys[0].kid");
    }

    private static PrivateKey shopKey(RunningCluster cluster) {
        String pem = cluster.secret("shop", "ticket-signing.pem").replaceAll("-----[A-Z ]+-----|\\s", "");
        try {
            return KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sign(String claims, String keyId, PrivateKey key) {
        String signed = encode("{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"" + keyId + "\"}") + "." + encode(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
