package dev.naru.shop.checkout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An order's payment. {@code checkoutUrl} is where the buyer pays while it is READY. */
public record Payment(
        String id,
        String provider,
        PaymentStatus status,
        @Nullable String checkoutUrl,
        @Nullable String method,
        @Nullable Instant approvedAt) {}
