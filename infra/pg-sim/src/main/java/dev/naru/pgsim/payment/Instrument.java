package dev.naru.pgsim.payment;

import org.jspecify.annotations.Nullable;

/**
 * What the buyer pays with.
 *
 * @param label a masked card number, a wallet's name or an account number; never a whole card number
 * @param billingKey of a recurring charge
 */
public record Instrument(
        Method method, String label, @Nullable String billingKey) {}
