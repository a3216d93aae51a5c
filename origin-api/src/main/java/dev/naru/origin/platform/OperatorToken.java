package dev.naru.origin.platform;

import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The bearer token of operators and of cron by bare curl: {@code cron-bearer.token}. */
@Startup
@Singleton
public class OperatorToken {

    private static final String BEARER = "Bearer ";

    private final byte[] token;

    OperatorToken(Secrets secrets) {
        this.token = secrets.line("cron-bearer.token").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * True when the Authorization header carries the token. Compares in constant time.
     *
     * @param authorization the header's value, null when there is none
     */
    public boolean matches(@Nullable String authorization) {
        return authorization != null
                && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && MessageDigest.isEqual(
                        token, authorization.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8));
    }

    /** Throws the 401 problem unless {@link #matches}. */
    public void require(@Nullable String authorization) {
        if (!matches(authorization)) {
            throw Problem.unauthorized(
                    "operator-token-invalid", "This call needs Authorization: Bearer <cron-bearer.token>.");
        }
    }
}
