package dev.naru.origin.jobs;

import dev.naru.origin.payment.BillingCharge;
import dev.naru.origin.payment.BillingOutcome;
import dev.naru.origin.payment.Payments;
import jakarta.inject.Singleton;

/** The gateway as payment offers it: it keeps a ledger of its own by order id, so a repeat of a settled charge asks nobody. */
@Singleton
final class PaymentsGateway implements BillingGateway {

    private static final String CURRENCY = "KRW";

    private final Payments payments;

    PaymentsGateway(Payments payments) {
        this.payments = payments;
    }

    @Override
    public Outcome charge(BillingCycle cycle) {
        BillingOutcome outcome = payments.chargeBillingKey(new BillingCharge(
                cycle.pgOrderId(), cycle.billingKey(), cycle.customerKey(), cycle.amount(), CURRENCY, cycle.planKo()));
        return switch (outcome) {
            case BillingOutcome.Paid(String paymentKey) -> new Outcome.Paid(paymentKey);
            case BillingOutcome.Declined(String code, String _, boolean hard) -> new Outcome.Declined(code, hard);
            case BillingOutcome.Unknown(String reason) -> new Outcome.Unknown(reason);
        };
    }
}
