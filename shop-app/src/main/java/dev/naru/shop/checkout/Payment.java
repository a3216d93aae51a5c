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
        @Nullable Instant approvedAt,
        @Nullable Deposit deposit) {

    /** Where to pay into while the deposit of a virtual account is awaited, and until when. */
    public record Deposit(String bank, String number, Instant dueAt) {}
}
