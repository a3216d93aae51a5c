package dev.naru.pgsim.reconcile;

import org.jspecify.annotations.Nullable;

/** A payment as the shop's database has it. */
record ShopPayment(
        @Nullable String orderId,
        @Nullable String paymentKey,
        long amount,
        @Nullable String status) {}
