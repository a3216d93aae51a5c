package dev.naru.cluster.proof;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/** Tickets as shop-app mints them, so that thousands of shoppers need not log in. */
final class Tickets {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int LIFE_S = 240;

    private final PrivateKey key;
    private final String keyId;

    Tickets(String pem, String keyId) throws GeneralSecurityException {
        byte[] der = Base64.getDecoder().decode(pem.replaceAll("-----[A-Z ]+-----|\\s", ""));
        this.key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        this.keyId = keyId;
    }

    String of(String member) {
        long now = Instant.now().getEpochSecond();
        String head = "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"" + keyId + "\"}";
        String claims = "{\"iss\":\"naru-shop\",\"aud\":\"naru-api\",\"sub\":\"" + member
                + "\",\"groups\":[\"orders\"],\"iat\":" + now + ",\"exp\":" + (now + LIFE_S) + ",\"jti\":\""
                + UUID.randomUUID() + "\"}";
        String signed =
                encode(head.getBytes(StandardCharsets.UTF_8)) + "." + encode(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }
}
