package dev.naru.origin.payment;

import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Journal;
import dev.naru.origin.platform.Problem;
import dev.naru.origin.platform.Row;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What gateways push. A webhook is a hint: it is stored once, acknowledged, and followed by an inquiry whose answer, not
 * the webhook's words, is applied. Hence order, repetition and loss of webhooks do not matter.
 */
@Singleton
class Webhooks {

    private static final Logger LOG = Logger.getLogger(Webhooks.class);
    private static final int MAX_ATTEMPTS = 12;

    private record Event(
            String provider, String eventId, @Nullable String pgOrderId, int attempts) {
        static Event of(Row row) {
            return new Event(
                    row.string("provider"),
                    row.string("event_id"),
                    row.nullableString("pg_order_id"),
                    row.intValue("attempts"));
        }

        String actor() {
            return "webhook:" + provider;
        }
    }

    private final Database database;
    private final PaymentConfig config;
    private final PaymentRows rows;
    private final Providers providers;
    private final Settlement settlement;
    private final Journal journal;

    Webhooks(
            Database database,
            PaymentConfig config,
            PaymentRows rows,
            Providers providers,
            Settlement settlement,
            Journal journal) {
        this.database = database;
        this.config = config;
        this.rows = rows;
        this.providers = providers;
        this.settlement = settlement;
        this.journal = journal;
    }

    /** Verifies, stores and, if it is new, applies. Returns once it is stored: what fails later is tried again here. */
    void receive(PaymentProvider provider, MultivaluedMap<String, String> headers, byte[] body) {
        PaymentProvider.Webhook webhook = provider.verifyWebhook(headers, body, Instant.now());
        boolean isNew = database.transaction(tx -> store(tx, provider, webhook, body));
        if (!isNew) {
            LOG.debugf("webhook %s of %s again", webhook.eventId(), provider.name());
            return;
        }
        try {
            claim(webhook.eventId(), 1).forEach(this::apply);
        } catch (Problem e) {
            LOG.warnf("webhook %s is stored and will be applied later: %s", webhook.eventId(), e.detail());
        }
    }

    /** Applies stored webhooks that are due; returns how many. */
    int applyDue(int limit) {
        List<Event> due = claim(null, limit);
        for (Event event : due) {
            try {
                apply(event);
            } catch (RuntimeException e) {
                // One bad event must not keep the others waiting; its lease runs out and it is tried again.
                LOG.errorf(e, "webhook %s", event.eventId());
            }
        }
        return due.size();
    }

    private boolean store(Tx tx, PaymentProvider provider, PaymentProvider.Webhook webhook, byte[] body) {
        return tx.update(
                        """
                        INSERT INTO webhook_inbox (provider, event_id, event_type, pg_order_id, body)
                        VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                        """,
                        provider.name(),
                        webhook.eventId(),
                        webhook.type(),
                        webhook.pgOrderId(),
                        new String(body, StandardCharsets.UTF_8))
                == 1;
    }

    private List<Event> claim(@Nullable String eventId, int limit) {
        return database.transaction(tx -> tx.list(
                """
                UPDATE webhook_inbox
                   SET lease_until = now() + ? * interval '1 millisecond', attempts = attempts + 1,
                       next_attempt_at = now() + ? * interval '1 millisecond' * (1 << least(attempts, 8))
                 WHERE (provider, event_id) IN (
                       SELECT provider, event_id FROM webhook_inbox
                        WHERE applied_at IS NULL AND (lease_until IS NULL OR lease_until < now())
                          AND next_attempt_at <= now() AND (?::text IS NULL OR event_id = ?)
                        ORDER BY next_attempt_at LIMIT ? FOR UPDATE SKIP LOCKED)
                RETURNING *
                """,
                Event::of,
                config.lease().toMillis(),
                config.resolveBackoff().toMillis(),
                eventId,
                eventId,
                limit));
    }

    private void apply(Event event) {
        String pgOrderId = event.pgOrderId();
        Optional<Payment> payment = pgOrderId == null
                ? Optional.empty()
                : database.transaction(tx -> rows.findByPgOrderId(tx, event.provider(), pgOrderId));
        if (payment.isEmpty()) {
            // Billing charges and other systems' orders: nothing here waits for them.
            LOG.infof("webhook %s is about no order of this shop", event.eventId());
            done(event);
            return;
        }
        PgInquiry inquiry = providers.named(event.provider()).inquire(payment.get());
        switch (inquiry) {
            case PgInquiry.Found(PgPayment pg) -> {
                settlement.found(payment.get().id(), pg, event.actor());
                database.run(tx -> journal.add(
                        tx,
                        payment.get().orderNo(),
                        event.actor(),
                        "webhook.applied",
                        event.eventId(),
                        pg.status().name()));
                done(event);
            }
            case PgInquiry.NotFound _ -> done(event);
            case PgInquiry.Unknown(String reason) -> retryLater(event, reason);
        }
    }

    private void done(Event event) {
        database.run(tx -> tx.update(
                "UPDATE webhook_inbox SET applied_at = now(), lease_until = NULL WHERE provider = ? AND event_id = ?",
                event.provider(),
                event.eventId()));
    }

    private void retryLater(Event event, String reason) {
        if (event.attempts() >= MAX_ATTEMPTS) {
            LOG.warnf(
                    "webhook %s dropped after %d inquiries (%s); reconciliation will find the difference",
                    event.eventId(), event.attempts(), reason);
            done(event);
            return;
        }
        database.run(tx -> tx.update(
                "UPDATE webhook_inbox SET lease_until = NULL WHERE provider = ? AND event_id = ?",
                event.provider(),
                event.eventId()));
    }
}
