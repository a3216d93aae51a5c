package dev.naru.pgsim.toss;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naru.pgsim.ledger.Answer;
import dev.naru.pgsim.ledger.Ledger;
import dev.naru.pgsim.ledger.Transaction;
import dev.naru.pgsim.platform.Secrets;
import dev.naru.pgsim.platform.Transmission;
import dev.naru.pgsim.platform.Wire;
import dev.naru.pgsim.webhook.Webhooks;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs a call of the API: gives the answer kept for its Idempotency-Key, or decides, keeps the answer in the same
 * transaction as what it changes, and sends it as the scenario says. Toss scopes a key to key, API key, URL and method;
 * not to the body, so that a key used for two different bodies gives the first one's answer.
 */
@Singleton
final class TossCalls {
    private static final Logger LOG = Logger.getLogger(TossCalls.class);
    private static final int MAX_KEY_CHARS = 300;
    private static final Duration WEBHOOK_WAIT = Duration.ofSeconds(2);

    private record Run(
            Answer answer,
            Transmission transmission,
            @Nullable String eventId) {}

    private final Ledger ledger;
    private final Webhooks webhooks;
    private final Secrets secrets;
    private final ObjectMapper json;
    private final Wire wire;

    TossCalls(Ledger ledger, Webhooks webhooks, Secrets secrets, ObjectMapper json, Wire wire) {
        this.ledger = ledger;
        this.webhooks = webhooks;
        this.secrets = secrets;
        this.json = json;
        this.wire = wire;
    }

    /** Reads a request's JSON; null when it is not what the call takes, which Toss refuses in its own words. */
    <T> @Nullable T read(String body, Class<T> type) {
        try {
            return json.readValue(body, type);
        } catch (JsonProcessingException e) {
            LOG.debugf("Unreadable %s: %s", type.getSimpleName(), e.getOriginalMessage());
            return null;
        }
    }

    Response run(@Nullable String idempotencyKey, RoutingContext context, Function<Transaction, Decision> decide) {
        if (idempotencyKey != null && idempotencyKey.length() > MAX_KEY_CHARS) {
            return json(TossError.INVALID_IDEMPOTENCY_KEY.status(), text(TossError.INVALID_IDEMPOTENCY_KEY.body()));
        }
        String scope = idempotencyKey == null ? "" : scope(idempotencyKey, context);
        Run run = ledger.transact(t -> once(t, scope, decide));
        return send(run, context);
    }

    private Run once(Transaction transaction, String scope, Function<Transaction, Decision> decide) {
        Answer kept = scope.isEmpty() ? null : transaction.answer(scope).orElse(null);
        if (kept != null) {
            return new Run(kept, Transmission.SEND, null);
        }
        Decision decision = decide.apply(transaction);
        Answer answer = new Answer(scope, decision.status(), text(decision.body()));
        if (decision.kept() && !scope.isEmpty()) {
            transaction.put(answer);
        }
        return new Run(answer, decision.transmission(), decision.eventId());
    }

    private Response send(Run run, RoutingContext context) {
        if (run.eventId() != null) {
            if (run.transmission() == Transmission.WEBHOOK_FIRST) {
                webhooks.deliverNow(run.eventId(), WEBHOOK_WAIT);
            } else {
                webhooks.dispatch(run.eventId());
            }
        }
        wire.before(run.transmission(), context);
        return json(run.answer().status(), run.answer().body());
    }

    private String scope(String key, RoutingContext context) {
        String whole = String.join(
                "\n",
                key,
                secrets.tossSecretKey(),
                context.request().method().name(),
                context.request().path());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(whole.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private String text(Object body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that JSON cannot hold", e);
        }
    }

    private static Response json(int status, String body) {
        Response.ResponseBuilder answer = Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE.withCharset("utf-8"))
                .header("Cache-Control", "no-store")
                .entity(body);
        return (status == 429 ? answer.header("Retry-After", 1) : answer).build();
    }
}
