package dev.naru.origin.payment;

/** What became of a {@link BillingCharge}. */
public sealed interface BillingOutcome {

    record Paid(String paymentKey) implements BillingOutcome {}

    /** A definite no. After a hard one the customer must give another card; a soft one may be tried under a new id. */
    record Declined(String code, String message, boolean hard) implements BillingOutcome {}

    /** Not settled: repeat the very same charge later, never one under a new id. */
    record Unknown(String reason) implements BillingOutcome {}
}
