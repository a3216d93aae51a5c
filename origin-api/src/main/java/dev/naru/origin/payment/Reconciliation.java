package dev.naru.origin.payment;

import java.util.List;

/**
 * What a comparison of recent payments with the gateway found.
 *
 * @param checked payments compared
 * @param unanswered payments that the gateway said nothing about; they are compared again next time
 * @param differences each one raised an alarm
 */
public record Reconciliation(int checked, int unanswered, List<Difference> differences) {

    /** @param fixed true when it was settled here; else a person must look */
    public record Difference(String pgOrderId, Kind kind, String ours, String theirs, boolean fixed) {}

    public enum Kind {
        /** The gateway has the money and this side does not know. Settled, or given back when the order is dead. */
        PG_ONLY("none: settled here, or given back when the order is dead"),
        /** This side believes it is paid and the gateway has never heard of it. */
        DATABASE_ONLY("stop the delivery, ask the gateway, then cancel the order"),
        AMOUNT_DIFFERS("compare with the gateway's receipt, then give the difference back"),
        STATUS_DIFFERS("look at the payment's timeline, then bring the side that is behind up to date");

        private final String proposal;

        Kind(String proposal) {
            this.proposal = proposal;
        }

        /** What to do about it, for the operator. */
        public String proposal() {
            return proposal;
        }
    }
}
