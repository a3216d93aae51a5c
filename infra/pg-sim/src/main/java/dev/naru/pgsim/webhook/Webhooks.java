package dev.naru.pgsim.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naru.pgsim.ledger.Ledger;
import dev.naru.pgsim.ledger.Transaction;
import dev.naru.pgsim.ledger.Webhook;
import dev.naru.pgsim.ledger.Webhook.State;
import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.payment.PaymentView;
import dev.naru.pgsim.platform.PgSimConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Tells the shop of each change of status. An event is written with the change it tells of (a transactional outbox), so
 * a crash loses none: whatever is pending is taken up again at start. Thread safe.
 */
@Singleton
public final class Webhooks {
    private static final Logger LOG = Logger.getLogger(Webhooks.class);
    private static final Duration NORMAL_DELAY = Duration.ofMillis(300);
    private static final int MAX_AT_ONCE = 16;

    private record Event(String eventId, String eventType, String createdAt, PaymentView data) {}

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("webhook-timer").factory());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore atOnce = new Semaphore(MAX_AT_ONCE);
    private final Ledger ledger;
    private final WebhookSender sender;
    private final ObjectMapper json;
    private final RetrySchedule retries;
    private final int maxPending;

    Webhooks(Ledger ledger, WebhookSender sender, ObjectMapper json, PgSimConfig config) {
        this.ledger = ledger;
        this.sender = sender;
        this.json = json;
        retries = new RetrySchedule(config.webhook().timeScale());
        maxPending = config.webhook().maxPending();
    }

    /**
     * Writes an event about {@code payment} into the transaction that changes it. After the transaction, hand its id to
     * {@link #dispatch} or {@link #deliverNow}.
     */
    public String record(Transaction transaction, Payment payment) {
        String id = UUID.randomUUID().toString();
        Instant now = transaction.now();
        Webhook event = Webhook.due(
                id,
                payment.paymentKey(),
                payment.status().name(),
                payment.scenario(),
                now,
                now.plus(NORMAL_DELAY),
                body(id, payment, now));
        if (transaction.pendingWebhooks() >= maxPending) {
            LOG.warnf("%d webhooks are pending: event %s is dropped", maxPending, id);
            event = event.ended(State.DROPPED, 0, "too many were pending", now);
        }
        transaction.put(event);
        return id;
    }

    /** Sends the event soon, without waiting. */
    public void dispatch(String eventId) {
        deliverAfter(eventId, NORMAL_DELAY);
    }

    /** Sends the event and waits for the first attempt, at most {@code wait}. */
    public void deliverNow(String eventId, Duration wait) {
        Future<?> attempt = threads.submit(() -> deliver(eventId));
        try {
            attempt.get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.infof("Webhook %s still unanswered after %d ms; going on", eventId, wait.toMillis());
        } catch (ExecutionException e) {
            LOG.errorf(e.getCause(), "Webhook %s failed", eventId);
        }
    }

    void resume(@Observes StartupEvent start) {
        Instant now = Instant.now();
        for (Webhook webhook : ledger.webhooks()) {
            if (webhook.state() == State.PENDING) {
                deliverAfter(webhook.eventId(), Duration.between(now, webhook.nextAt()));
            }
        }
    }

    void stop(@Observes ShutdownEvent stop) {
        // Pending events are in the ledger; the next start sends them.
        timer.shutdownNow();
        threads.shutdownNow();
    }

    private void deliverAfter(String eventId, Duration delay) {
        try {
            timer.schedule(
                    () -> threads.submit(() -> deliver(eventId)), Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debugf("Stopping: webhook %s goes out after the next start", eventId);
        }
    }

    private void deliver(String eventId) {
        try {
            atOnce.acquire();
            try {
                ledger.transact(t -> t.webhook(eventId))
                        .filter(webhook -> webhook.state() == State.PENDING)
                        .ifPresent(this::attempt);
            } finally {
                atOnce.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.errorf(e, "Webhook %s: its delivery could not be recorded", eventId);
        }
    }

    private void attempt(Webhook webhook) {
        WebhookSender.Outcome outcome;
        try {
            outcome = sender.send(webhook);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        LOG.infof(
                "Webhook %s %s of %s, attempt %d: %s",
                webhook.eventId(), webhook.status(), webhook.paymentKey(), webhook.attempts() + 1, outcome.text());
        Webhook after = after(webhook, outcome);
        ledger.transact(t -> {
            t.put(after);
            return after;
        });
        if (after.state() == State.PENDING) {
            deliverAfter(after.eventId(), Duration.between(Instant.now(), after.nextAt()));
        }
    }

    private Webhook after(Webhook webhook, WebhookSender.Outcome outcome) {
        Instant now = Instant.now();
        if (outcome.delivered()) {
            return webhook.ended(State.DELIVERED, outcome.sent(), outcome.text(), now);
        }
        return retries.afterFailures(webhook.attempts() + 1)
                .map(wait -> webhook.failed(outcome.text(), now.plus(wait)))
                .orElseGet(() -> webhook.ended(State.GIVEN_UP, outcome.sent(), outcome.text(), now));
    }

    private String body(String id, Payment payment, Instant now) {
        try {
            return json.writeValueAsString(
                    new Event(id, "PAYMENT_STATUS_CHANGED", PaymentView.time(now), PaymentView.of(payment)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a payment that JSON cannot hold", e);
        }
    }
}
