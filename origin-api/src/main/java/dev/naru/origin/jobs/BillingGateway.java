package dev.naru.origin.jobs;

/** Charges a stored card. Payment implements it; it is bounded in time and says unknown rather than throw. */
interface BillingGateway {

    Outcome charge(BillingCycle cycle);

    /** What became of a charge. */
    sealed interface Outcome {

        record Paid(String paymentKey) implements Outcome {}

        /**
         * A definite no.
         *
         * @param hard this card can never be charged
         */
        record Declined(String code, boolean hard) implements Outcome {}

        /** Nobody knows; the same attempt is asked about later. */
        record Unknown(String reason) implements Outcome {}
    }
}
