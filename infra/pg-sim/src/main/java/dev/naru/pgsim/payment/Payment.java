package dev.naru.pgsim.payment;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One payment, immutable; each method gives the next state, or throws {@link IllegalStateException} where Toss's states
 * have no such step:
 *
 * <pre>
 * READY ─▶ IN_PROGRESS ─▶ DONE ─▶ PARTIAL_CANCELED ─▶ CANCELED
 *   │           │  └────▶ WAITING_FOR_DEPOSIT ─▶ DONE | CANCELED
 *   └───────────┴──▶ ABORTED | EXPIRED
 * </pre>
 *
 * @param returnUrls null for a recurring charge
 */
public record Payment(
        String paymentKey,
        Purchase purchase,
        Instrument instrument,
        Scenario scenario,
        PaymentStatus status,
        Instant requestedAt,
        @Nullable Instant authenticatedAt,
        @Nullable Instant approvedAt,
        @Nullable Failure failure,
        List<Cancel> cancels,
        @Nullable ReturnUrls returnUrls) {

    /** Opens the buyer's session, or (without return URLs) a recurring charge. */
    public static Payment open(
            String paymentKey,
            Purchase purchase,
            Instrument instrument,
            Scenario scenario,
            @Nullable ReturnUrls returnUrls,
            Instant at) {
        return new Payment(
                paymentKey,
                purchase,
                instrument,
                scenario,
                PaymentStatus.READY,
                at,
                null,
                null,
                null,
                List.of(),
                returnUrls);
    }

    /** The buyer has proved who they are. */
    public Payment authenticated(Instant at) {
        require(PaymentStatus.READY);
        return with(PaymentStatus.IN_PROGRESS, at, null, null, cancels);
    }

    /** The shop has confirmed a virtual account: the buyer may deposit. */
    public Payment awaitingDeposit() {
        require(PaymentStatus.IN_PROGRESS);
        return with(PaymentStatus.WAITING_FOR_DEPOSIT, authenticatedAt, null, null, cancels);
    }

    /** Money has moved. */
    public Payment approved(Instant at) {
        require(PaymentStatus.IN_PROGRESS, PaymentStatus.WAITING_FOR_DEPOSIT);
        return with(PaymentStatus.DONE, authenticatedAt, at, null, cancels);
    }

    /** Declined, or given up by the buyer. */
    public Payment aborted(Failure why) {
        require(PaymentStatus.READY, PaymentStatus.IN_PROGRESS);
        return with(PaymentStatus.ABORTED, authenticatedAt, null, why, cancels);
    }

    /** Nothing was deposited yet, and nothing will be: the account is closed. */
    public Payment accountClosed() {
        require(PaymentStatus.WAITING_FOR_DEPOSIT);
        return with(PaymentStatus.CANCELED, authenticatedAt, null, null, cancels);
    }

    /** Gives {@code cancel} back; it is at most {@link #balance()}. */
    public Payment canceled(Cancel cancel) {
        require(PaymentStatus.DONE, PaymentStatus.PARTIAL_CANCELED);
        if (cancel.amount() <= 0 || cancel.amount() > balance()) {
            throw new IllegalStateException("cancel of " + cancel.amount() + " from a balance of " + balance());
        }
        List<Cancel> all = Stream.concat(cancels.stream(), Stream.of(cancel)).toList();
        PaymentStatus next = cancel.amount() == balance() ? PaymentStatus.CANCELED : PaymentStatus.PARTIAL_CANCELED;
        return with(next, authenticatedAt, approvedAt, failure, all);
    }

    /** This payment as seen at {@code now}: an open session older than {@code window} is expired. */
    public Payment seenAt(Instant now, Duration window) {
        Instant start = authenticatedAt == null ? requestedAt : authenticatedAt;
        return status.open() && now.isAfter(start.plus(window))
                ? with(PaymentStatus.EXPIRED, authenticatedAt, null, failure, cancels)
                : this;
    }

    /** What is paid and not given back; 0 while nothing is paid. */
    @JsonIgnore
    public long balance() {
        return status.approvedOnce() && approvedAt != null
                ? purchase.amount() - cancels.stream().mapToLong(Cancel::amount).sum()
                : 0;
    }

    private Payment with(
            PaymentStatus next,
            @Nullable Instant authenticated,
            @Nullable Instant approved,
            @Nullable Failure why,
            List<Cancel> newCancels) {
        return new Payment(
                paymentKey,
                purchase,
                instrument,
                scenario,
                next,
                requestedAt,
                authenticated,
                approved,
                why,
                newCancels,
                returnUrls);
    }

    private void require(PaymentStatus... allowed) {
        for (PaymentStatus one : allowed) {
            if (status == one) {
                return;
            }
        }
        throw new IllegalStateException("payment " + paymentKey + " is " + status);
    }
}
