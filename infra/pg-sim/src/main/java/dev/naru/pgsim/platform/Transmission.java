package dev.naru.pgsim.platform;

/** How an answer travels to the shop. */
public enum Transmission {
    /** At once. */
    SEND,
    /** At once, but webhooks arrive first. */
    WEBHOOK_FIRST,
    /** Never: the connection is cut. */
    CUT,
    /** After the configured hang. */
    HANG
}
