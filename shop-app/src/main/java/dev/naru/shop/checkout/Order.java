package dev.naru.shop.checkout;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A member's order as origin-api tells it. Amounts are in won. */
public record Order(
        String orderNo,
        OrderStatus status,
        long amount,
        String currency,
        @Nullable Instant createdAt,
        List<OrderLine> lines,
        @Nullable Payment payment,
        List<TimelineEvent> timeline) {

    public Order {
        lines = Objects.requireNonNullElse(lines, List.of());
        timeline = Objects.requireNonNullElse(timeline, List.of());
    }

    public boolean isUnsettled() {
        return payment != null && payment.status().isUnsettled();
    }

    public boolean isPaid() {
        return payment != null && payment.status().isPaid();
    }

    /** Where the buyer can pay, or null; never while the payment may already have gone through. */
    public @Nullable String payUrl() {
        if (status != OrderStatus.PENDING_PAYMENT
                || payment == null
                || !payment.status().isOpen()) {
            return null;
        }
        return payment.checkoutUrl();
    }

    /** Whether another payment can be opened, the last one having come to nothing. */
    public boolean isPayableAgain() {
        return status == OrderStatus.PENDING_PAYMENT
                && payment != null
                && payment.status().isDead();
    }
}
