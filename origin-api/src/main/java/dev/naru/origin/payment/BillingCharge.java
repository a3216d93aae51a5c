package dev.naru.origin.payment;

/**
 * A recurring charge.
 *
 * @param pgOrderId its idempotency key: the same id is the same charge, 6 to 64 letters of {@code A-Za-z0-9-_=}
 * @param amount in the currency's smallest unit
 */
public record BillingCharge(
        String pgOrderId, String billingKey, String customerKey, long amount, String currency, String orderName) {}
