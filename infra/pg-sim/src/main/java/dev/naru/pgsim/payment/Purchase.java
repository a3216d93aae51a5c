package dev.naru.pgsim.payment;

/**
 * What the buyer pays for.
 *
 * @param amount in the currency's smallest unit; won for KRW
 */
public record Purchase(String orderId, String orderName, long amount, String currency) {}
