package dev.naru.pgsim.ledger;

import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.payment.PaymentStatus;
import dev.naru.pgsim.platform.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One look at the ledger and what to change in it, as one line of the journal: all of it or nothing. */
public final class Transaction {
    private final LedgerState state;
    private final Instant now;
    private final Duration window;
    private final int maxPayments;
    private final List<Payment> payments = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final List<Webhook> webhooks = new ArrayList<>();

    Transaction(LedgerState state, Instant now, Duration window, int maxPayments) {
        this.state = state;
        this.now = now;
        this.window = window;
        this.maxPayments = maxPayments;
    }

    /** The time of this transaction. */
    public Instant now() {
        return now;
    }

    /** A payment as it was before this transaction, seen now: a session may have expired meanwhile. */
    public Optional<Payment> find(String paymentKey) {
        return Optional.ofNullable(state.payment(paymentKey)).map(this::seen);
    }

    /** The payment that stands for an order: the one approved, else the newest. */
    public Optional<Payment> findByOrder(String orderId) {
        List<Payment> all = state.paymentsOf(orderId).reversed();
        return all.stream()
                .filter(p -> p.status().approvedOnce() || p.status() == PaymentStatus.WAITING_FOR_DEPOSIT)
                .findFirst()
                .or(() -> all.stream().findFirst())
                .map(this::seen);
    }

    /** The answer given before in this scope. */
    public Optional<Answer> answer(String scope) {
        return Optional.ofNullable(state.answer(scope));
    }

    /** An event's delivery so far. */
    public Optional<Webhook> webhook(String eventId) {
        return Optional.ofNullable(state.webhook(eventId));
    }

    /** Events that wait for delivery. */
    public int pendingWebhooks() {
        return state.pendingWebhooks();
    }

    /** Adds or changes a payment. Refuses a new one (503) when the ledger is full. */
    public Payment put(Payment payment) {
        if (state.payment(payment.paymentKey()) == null && state.size() >= maxPayments) {
            throw new Refusal(
                    503,
                    "ledger-full",
                    "Ledger full",
                    "The ledger holds %d payments, its limit. Raise NARU_MAX_PAYMENTS, or stop pg-sim and move journal.jsonl away."
                            .formatted(maxPayments));
        }
        payments.add(payment);
        return payment;
    }

    /** Keeps an answer for its idempotency key. */
    public void put(Answer answer) {
        answers.add(answer);
    }

    /** Adds an event or changes how far its delivery has come. */
    public void put(Webhook webhook) {
        webhooks.add(webhook);
    }

    Optional<Entry> entry() {
        return payments.isEmpty() && answers.isEmpty() && webhooks.isEmpty()
                ? Optional.empty()
                : Optional.of(new Entry(state.sequence() + 1, now, payments, answers, webhooks));
    }

    private Payment seen(Payment payment) {
        return payment.seenAt(now, window);
    }
}
