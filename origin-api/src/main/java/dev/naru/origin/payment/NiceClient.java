package dev.naru.origin.payment;

import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Hashes;
import dev.naru.origin.platform.Secrets;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * {@link PgHttp} to NICE Pay, when this shop is configured for it, and its signatures: the lower-case hex SHA-256 of some fields and the secret
 * key, one after the other, in both directions.
 */
@Startup
@Singleton
class NiceClient {

    private final @Nullable PgHttp http;
    private final String secretKey;

    NiceClient(PaymentConfig config, Secrets secrets, Database database) {
        this.secretKey = config.niceUrl().isPresent() ? secrets.line("nice-secret.key") : "";
        String credentials = config.niceClientId() + ":" + secretKey;
        String basic = "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        this.http = config.niceUrl()
                .map(url -> new PgHttp(config, database, url, basic))
                .orElse(null);
    }

    boolean configured() {
        return http != null;
    }

    PgHttp.Reply get(String path, Duration timeout) throws IOException {
        return required().get(path, timeout);
    }

    PgHttp.Reply post(String path, String json, Duration timeout) throws IOException {
        return required().post(path, json, null, timeout);
    }

    String sign(String... fields) {
        return Hashes.sha256(String.join("", fields) + secretKey);
    }

    /** In constant time; a signature that is missing does not hold. */
    boolean signed(@Nullable String signature, String... fields) {
        return http != null
                && signature != null
                && MessageDigest.isEqual(
                        sign(fields).getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.UTF_8));
    }

    private PgHttp required() throws IOException {
        if (http == null) {
            throw new IOException("NICE Pay is not configured: set NARU_PG_NICE_URL");
        }
        return http;
    }
}
