package dev.naru.shop.auth;

import dev.naru.shop.platform.NaruConfig;
import dev.naru.shop.session.Member;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/** Short-lived bearer tokens (JWT, ES256) that let a member act at origin-api, which reads no cookies. */
@ApplicationScoped
class Tickets {
    private static final Duration SHORTEST = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofSeconds(300);

    private final Keys keys;
    private final Duration life;

    Tickets(Keys keys, NaruConfig config) {
        this.keys = keys;
        this.life = config.ticket().life();
        if (life.compareTo(SHORTEST) < 0 || life.compareTo(LONGEST) > 0) {
            throw new IllegalStateException("naru.ticket.life is " + life + ": set 60s to 300s");
        }
    }

    String mint(Member member, Set<String> scopes) {
        SigningKey key = keys.ring().signer();
        Instant now = Instant.now();
        return Jwt.issuer("naru-shop")
                .audience("naru-api")
                .subject(member.id())
                .groups(scopes)
                .issuedAt(now)
                .expiresAt(now.plus(life))
                .claim("jti", UUID.randomUUID().toString())
                .jws()
                .algorithm(SignatureAlgorithm.ES256)
                .keyId(key.kid())
                .sign(key.privateKey());
    }

    Duration life() {
        return life;
    }
}
