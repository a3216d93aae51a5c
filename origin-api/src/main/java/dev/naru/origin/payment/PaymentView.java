package dev.naru.origin.payment;

import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A payment as its buyer may see it; {@code checkoutUrl} only while it can still be paid, {@code deposit} only while it is awaited. */
public record PaymentView(
        UUID id,
        String provider,
        PaymentStatus status,
        @Nullable URI checkoutUrl,
        @Nullable String method,
        @Nullable Instant approvedAt,
        @Nullable DepositAccount deposit) {}
