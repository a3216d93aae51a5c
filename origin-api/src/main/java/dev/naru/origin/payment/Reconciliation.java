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
        PG_ONLY,
        /** This side believes it is paid and the gateway has never heard of it. */
        DATABASE_ONLY,
        AMOUNT_DIFFERS,
        STATUS_DIFFERS
    }
}
