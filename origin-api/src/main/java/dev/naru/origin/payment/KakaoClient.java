package dev.naru.origin.payment;

import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Secrets;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@link PgHttp} to Kakao Pay, when this shop is configured for it. Its API is POST only and knows no idempotency keys. */
@Startup
@Singleton
class KakaoClient {

    private final @Nullable PgHttp http;

    KakaoClient(PaymentConfig config, Secrets secrets, Database database) {
        this.http = config.kakaoUrl()
                .map(url -> new PgHttp(config, database, url, "SECRET_KEY " + secrets.line("kakao-secret.key")))
                .orElse(null);
    }

    boolean configured() {
        return http != null;
    }

    PgHttp.Reply post(String path, String json, Duration timeout) throws IOException {
        if (http == null) {
            throw new IOException("Kakao Pay is not configured: set NARU_PG_KAKAO_URL");
        }
        return http.post(path, json, null, timeout);
    }
}
