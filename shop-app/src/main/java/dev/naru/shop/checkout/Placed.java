package dev.naru.shop.checkout;

import org.jspecify.annotations.Nullable;

/** What came of the wish to order a cart. */
public sealed interface Placed {

    /** There is one order; {@code payUrl} is the payment gateway's page, or null if nothing is to be paid there. */
    record Made(String orderNo, @Nullable String payUrl) implements Placed {}

    /** No order was made: the buyer has to look at the lines again. */
    record Differs(Why why, Quote quote, @Nullable String attempt) implements Placed {}

    enum Why {
        CART_CHANGED,
        PRICE_CHANGED,
        OUT_OF_STOCK
    }
}
