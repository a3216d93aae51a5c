package dev.naru.pgsim.payment;

/** Toss's states of a payment. */
public enum PaymentStatus {
    /** The window is open; the buyer has not authenticated. */
    READY,
    /** The buyer has authenticated; the shop must confirm. */
    IN_PROGRESS,
    /** A virtual account is issued; the deposit is awaited. */
    WAITING_FOR_DEPOSIT,
    /** Paid. */
    DONE,
    /** Paid, and a part given back. */
    PARTIAL_CANCELED,
    /** Given back. */
    CANCELED,
    /** Declined, or cancelled by the buyer before paying. */
    ABORTED,
    /** Not confirmed in time. */
    EXPIRED;

    /** Whether money has moved, now or earlier. */
    public boolean approvedOnce() {
        return this == DONE || this == PARTIAL_CANCELED || this == CANCELED;
    }

    /** Whether the buyer's session is open. */
    public boolean open() {
        return this == READY || this == IN_PROGRESS;
    }
}
