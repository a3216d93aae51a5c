package dev.naru.origin.payment;

/**
 * A line of a gateway's settlement file.
 *
 * @param amount paid; negative: given back. In the currency's smallest unit, like the fee
 */
record SettlementLine(String orderId, long amount, String currency, long fee) {}
