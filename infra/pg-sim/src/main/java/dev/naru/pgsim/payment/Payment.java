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
 *   │           │  └────▶ WAITING_FOR_DEPOSIT ─▶ DONE | CANCELED | EXPIRED (─▶ DONE, by a late deposit)
 *   └───────────┴──▶ ABORTED | EXPIRED
 * </pre>
 *
 * @param returnUrls null for a recurring charge
 * @param depositDue of an issued virtual account
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
        @Nullable ReturnUrls returnUrls,
        @Nullable Instant depositDue) {

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
                returnUrls,
                null);
    }

    /** Whose words it is spoken of in. */
    @JsonIgnore
    public Dialect dialect() {
        return Dialect.of(paymentKey);
    }

    /** The buyer has proved who they are. */
    public Payment authenticated(Instant at) {
        require(PaymentStatus.READY);
        return with(PaymentStatus.IN_PROGRESS, at, null, null, cancels);
    }

    /** The shop has confirmed a virtual account: the buyer may deposit until {@code due}. */
    public Payment awaitingDeposit(Instant due) {
        require(PaymentStatus.IN_PROGRESS);
        Payment waiting = with(PaymentStatus.WAITING_FOR_DEPOSIT, authenticatedAt, null, null, cancels);
        return waiting.with(purchase, due);
    }

    /** So much was deposited, be it too little, or too late: banks that do not check take it. */
    public Payment deposited(long amount, Instant at) {
        require(PaymentStatus.WAITING_FOR_DEPOSIT, PaymentStatus.EXPIRED);
        Purchase paid = new Purchase(purchase.orderId(), purchase.orderName(), amount, purchase.currency());
        return with(PaymentStatus.DONE, authenticatedAt, at, null, cancels).with(paid, depositDue);
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

    /** This payment as seen at {@code now}: an open session older than {@code window} is expired, and so is an
     * account that nobody paid into in time. */
    public Payment seenAt(Instant now, Duration window) {
        Instant start = authenticatedAt == null ? requestedAt : authenticatedAt;
        boolean overdue = status == PaymentStatus.WAITING_FOR_DEPOSIT && depositDue != null && now.isAfter(depositDue);
        return overdue || (status.open() && now.isAfter(start.plus(window)))
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
                returnUrls,
                depositDue);
    }

    private Payment with(Purchase newPurchase, @Nullable Instant due) {
        return new Payment(
                paymentKey,
                newPurchase,
                instrument,
                scenario,
                status,
                requestedAt,
                authenticatedAt,
                approvedAt,
                failure,
                cancels,
                returnUrls,
                due);
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
