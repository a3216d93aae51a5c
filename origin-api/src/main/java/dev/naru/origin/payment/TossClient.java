package dev.naru.origin.payment;

import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Secrets;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** {@link PgHttp} to the Toss-shaped API, under this shop's secret key. */
@Startup
@Singleton
class TossClient {

    private final PgHttp http;

    TossClient(PaymentConfig config, Secrets secrets, Database database) {
        String user = secrets.line("toss-secret.key") + ":";
        String basic = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
        this.http = new PgHttp(config, database, config.tossUrl(), "Basic " + basic);
    }

    PgHttp.Reply get(String path, Duration timeout) throws IOException {
        return http.get(path, timeout);
    }

    PgHttp.Reply post(String path, String json, String idempotencyKey, Duration timeout) throws IOException {
        return http.post(path, json, idempotencyKey, timeout);
    }
}
