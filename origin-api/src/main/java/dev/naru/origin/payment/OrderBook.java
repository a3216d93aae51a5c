package dev.naru.origin.payment;

import dev.naru.origin.platform.Tx;

/**
 * What payment needs of whoever keeps the orders. It is declared here and implemented there, so that orders may use
 * payment without a cycle. All calls run in the caller's transaction.
 */
public interface OrderBook {

    /** Takes the order's row lock. Always before a payment's: one lock order, no deadlocks. */
    void lock(Tx tx, String orderNo);

    /** Marks the order paid and takes its stock; false, and nothing changed, when the order no longer waits for money. */
    boolean paid(Tx tx, String orderNo, String actor);

    /** The money went back: the order is cancelled and its goods are on the shelf again. */
    void refunded(Tx tx, String orderNo, String actor);

    /** The money of one line went back: its goods are on the shelf again, and the rest of the order stands. */
    void lineRefunded(Tx tx, String orderNo, String sku, String actor);

    /** The gateway does not give a line's money back: the line stands. */
    void lineKept(Tx tx, String orderNo, String sku);
}
