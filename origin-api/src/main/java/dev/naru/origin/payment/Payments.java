package dev.naru.origin.payment;

import dev.naru.origin.platform.Journal;
import dev.naru.origin.platform.NaruConfig;
import dev.naru.origin.platform.Problem;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The public side of payment. Methods with a {@link Tx} join the caller's transaction; the others open their own. */
@Singleton
public class Payments {

    private final PaymentRows rows;
    private final Providers providers;
    private final ReturnState state;
    private final Refunds refunds;
    private final Resolver resolver;
    private final Reconciler reconciler;
    private final SettlementComparison settlements;
    private final Billing billing;
    private final Journal journal;
    private final URI apiUrl;

    Payments(
            PaymentRows rows,
            Providers providers,
            ReturnState state,
            Refunds refunds,
            Resolver resolver,
            Reconciler reconciler,
            SettlementComparison settlements,
            Billing billing,
            Journal journal,
            NaruConfig naru) {
        this.rows = rows;
        this.providers = providers;
        this.state = state;
        this.refunds = refunds;
        this.resolver = resolver;
        this.reconciler = reconciler;
        this.settlements = settlements;
        this.billing = billing;
        this.journal = journal;
        this.apiUrl = naru.publicUrls().apiUrl();
    }

    /** What is to be paid. {@code name} is shown in the gateway's window. */
    public record Bill(
            String orderNo,
            String name,
            long amount,
            String currency,
            Instant expiresAt,
            @Nullable String provider) {}

    /**
     * Refuses a gateway that this shop has no contract with.
     *
     * @throws dev.naru.origin.platform.Problem 422
     */
    public void requireOffered(@Nullable String provider) {
        if (provider != null && !providers.offers(provider)) {
            throw Problem.unprocessable("unknown-provider", "No such payment provider; see GET /pg/providers.");
        }
    }

    /** Opens a payment for an order whose row the caller holds. The order must have no live one. */
    public PaymentView open(Tx tx, Bill bill) {
        int ordinal = rows.count(tx, bill.orderNo()) + 1;
        Payment payment = new Payment(
                UUID.randomUUID(),
                bill.orderNo(),
                provider(tx, bill),
                null,
                bill.orderNo() + "-P" + ordinal,
                bill.name(),
                PaymentStatus.READY,
                bill.amount(),
                0,
                bill.currency(),
                null,
                null,
                bill.expiresAt(),
                0,
                null,
                null,
                null,
                null);
        rows.insert(tx, payment);
        journal.add(tx, bill.orderNo(), "buyer", "payment.opened", payment.pgOrderId(), payment.provider());
        return view(payment);
    }

    /** The order's latest payment. */
    public Optional<PaymentView> current(Tx tx, String orderNo) {
        return rows.current(tx, orderNo).map(this::view);
    }

    /**
     * Ends the order's payments that nobody has asked the gateway to approve. The caller holds the order's row.
     *
     * @return true when none is left that could still take money, so that the order may end too
     */
    public boolean close(Tx tx, String orderNo) {
        rows.expire(tx, orderNo)
                .forEach(payment -> journal.add(tx, orderNo, "origin", "payment.expired", payment.pgOrderId(), null));
        return !isLive(tx, orderNo);
    }

    /** True while the order's payment is open, being settled, awaiting a deposit or paid. */
    public boolean isLive(Tx tx, String orderNo) {
        return rows.current(tx, orderNo)
                .map(payment -> !payment.status().dead() && payment.status() != PaymentStatus.CANCELLED)
                .orElse(false);
    }

    public boolean awaitsDeposit(Tx tx, String orderNo) {
        return rows.current(tx, orderNo)
                .map(payment -> payment.status() == PaymentStatus.WAITING_DEPOSIT)
                .orElse(false);
    }

    /** Records that the order's money goes back; {@link #refundNow} or the sweeper does it. */
    public void requestRefund(Tx tx, String orderNo, String reason) {
        Payment payment = rows.current(tx, orderNo).orElseThrow();
        refunds.request(tx, payment, Refunds.Kind.REFUND, payment.amount() - payment.refunded(), null, reason)
                .ifPresent(key -> journal.add(tx, orderNo, "buyer", "payment.refund-requested", key, reason));
    }

    /**
     * Records that the money of one line goes back, in a transaction that holds the order's row.
     *
     * @return false, and nothing recorded, while another refund of the payment is under way
     */
    public boolean requestLineRefund(Tx tx, String orderNo, String sku, long amount, String reason) {
        Payment payment = rows.current(tx, orderNo).orElseThrow();
        Optional<String> key = refunds.request(tx, payment, Refunds.Kind.REFUND, amount, sku, reason);
        key.ifPresent(used -> journal.add(tx, orderNo, "buyer", "payment.refund-requested", used, sku));
        return key.isPresent();
    }

    /** True while a refund of the order's payment is under way. */
    public boolean refundPending(Tx tx, String orderNo) {
        return rows.current(tx, orderNo)
                .map(payment -> refunds.pending(tx, payment.id()))
                .orElse(false);
    }

    /** Tries a requested refund. An unclear answer is left to the sweeper. */
    public void refundNow(UUID paymentId) {
        refunds.run(paymentId, "buyer");
    }

    /** Settles what is unsettled and due, at most {@code limit} of each kind; returns how many were looked at. */
    public int resolveDue(int limit) {
        return resolver.resolveDue(limit);
    }

    /**
     * Compares at most {@code limit} payments of the last 24 hours with the gateway. It settles by itself only money that
     * the gateway has and this side does not; call again while {@code checked} equals the limit.
     */
    public Reconciliation reconcile(int limit) {
        return reconciler.reconcile(limit);
    }

    /** @param missing days whose file could not be had; they are due again next time */
    public record SettledDays(int compared, int missing) {}

    /** Compares the settlement files of the days that have ended and were not compared yet, a week back at most. */
    public SettledDays compareSettlements() {
        int compared = 0;
        int missing = 0;
        for (String provider : providers.settling()) {
            for (LocalDate day : settlements.due(provider)) {
                if (settlements.compare(provider, day).isPresent()) {
                    compared++;
                } else {
                    missing++;
                }
            }
        }
        return new SettledDays(compared, missing);
    }

    /**
     * Charges a stored card. The same charge may be asked for any number of times, on any replicas: the gateway is asked
     * under its own id, and a settled outcome is answered from the database.
     */
    public BillingOutcome chargeBillingKey(BillingCharge charge) {
        return billing.charge(charge);
    }

    private PaymentView view(Payment payment) {
        boolean open = payment.status() == PaymentStatus.READY || payment.status() == PaymentStatus.AUTHENTICATED;
        return new PaymentView(
                payment.id(),
                payment.provider(),
                payment.status(),
                open ? checkoutUrl(payment) : null,
                payment.method(),
                payment.approvedAt(),
                payment.status() == PaymentStatus.WAITING_DEPOSIT ? payment.deposit() : null);
    }

    private URI checkoutUrl(Payment payment) {
        String signed = state.issue(payment.orderNo(), payment.id(), payment.expiresAt());
        return providers.named(payment.provider()).start(payment, ReturnUrls.of(apiUrl, payment, signed));
    }

    /** As asked for; else the one that the order was to be paid with before. */
    private String provider(Tx tx, Bill bill) {
        if (bill.provider() != null) {
            return bill.provider();
        }
        return rows.current(tx, bill.orderNo()).map(Payment::provider).orElse(Providers.DEFAULT);
    }
}
