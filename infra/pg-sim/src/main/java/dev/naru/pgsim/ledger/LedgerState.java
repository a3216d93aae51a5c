package dev.naru.pgsim.ledger;

import dev.naru.pgsim.payment.Payment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the journal adds up to. Not thread safe; the {@link Ledger} holds its lock around every call. */
final class LedgerState {
    /** Toss keeps answers for 15 days; here the newest so many. */
    private static final int MAX_ANSWERS = 20_000;

    private static final int MAX_ENDED_WEBHOOKS = 5_000;

    private final SequencedMap<String, Payment> payments = new LinkedHashMap<>();
    private final Map<String, List<String>> keysByOrder = new LinkedHashMap<>();
    private final SequencedMap<String, Answer> answers = new LinkedHashMap<>();
    private final SequencedMap<String, Webhook> webhooks = new LinkedHashMap<>();
    private final Set<String> pendingWebhooks = new LinkedHashSet<>();
    private long sequence;

    void apply(Entry entry) {
        sequence = entry.sequence();
        for (Payment payment : entry.payments()) {
            if (payments.put(payment.paymentKey(), payment) == null) {
                keysByOrder
                        .computeIfAbsent(payment.purchase().orderId(), order -> new ArrayList<>(1))
                        .add(payment.paymentKey());
            }
        }
        for (Answer answer : entry.answers()) {
            answers.putIfAbsent(answer.scope(), answer);
        }
        while (answers.size() > MAX_ANSWERS) {
            answers.pollFirstEntry();
        }
        entry.webhooks().forEach(this::apply);
    }

    long sequence() {
        return sequence;
    }

    int size() {
        return payments.size();
    }

    @Nullable
    Payment payment(String paymentKey) {
        return payments.get(paymentKey);
    }

    /** All payments of an order, oldest first. */
    List<Payment> paymentsOf(String orderId) {
        List<Payment> found = new ArrayList<>();
        for (String key : keysByOrder.getOrDefault(orderId, List.of())) {
            Payment payment = payments.get(key);
            if (payment != null) {
                found.add(payment);
            }
        }
        return found;
    }

    /** All payments, oldest first. */
    List<Payment> payments() {
        return List.copyOf(payments.values());
    }

    @Nullable
    Answer answer(String scope) {
        return answers.get(scope);
    }

    @Nullable
    Webhook webhook(String eventId) {
        return webhooks.get(eventId);
    }

    /** All known webhooks, oldest first. */
    List<Webhook> webhooks() {
        return List.copyOf(webhooks.values());
    }

    int pendingWebhooks() {
        return pendingWebhooks.size();
    }

    private void apply(Webhook webhook) {
        webhooks.put(webhook.eventId(), webhook);
        if (webhook.state() == Webhook.State.PENDING) {
            pendingWebhooks.add(webhook.eventId());
            return;
        }
        pendingWebhooks.remove(webhook.eventId());
        if (webhooks.size() - pendingWebhooks.size() > MAX_ENDED_WEBHOOKS) {
            webhooks.values().stream()
                    .filter(w -> w.state() != Webhook.State.PENDING)
                    .findFirst()
                    .ifPresent(oldest -> webhooks.remove(oldest.eventId()));
        }
    }
}
