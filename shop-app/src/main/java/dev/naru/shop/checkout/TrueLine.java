package dev.naru.shop.checkout;

import org.jspecify.annotations.Nullable;

/** A line as origin-api knows it, in its refusal of an order. What it leaves out is as the catalog says. */
record TrueLine(
        @Nullable String sku,
        @Nullable Long unitPrice,
        @Nullable Integer available) {}
