package dev.naru.origin.payment;

import dev.naru.origin.platform.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of payments. {@code amount} and {@code refunded} are in the currency's smallest unit; for KRW that is won. */
record Payment(
        UUID id,
        String orderNo,
        String provider,
        @Nullable String providerKey,
        String pgOrderId,
        String orderName,
        PaymentStatus status,
        long amount,
        long refunded,
        String currency,
        @Nullable String method,
        @Nullable Instant approvedAt,
        Instant expiresAt,
        int attempts,
        @Nullable Instant unknownSince,
        @Nullable String approvalToken,
        @Nullable String windowUrl,
        @Nullable DepositAccount deposit) {

    static Payment of(Row row) {
        return new Payment(
                row.uuid("id"),
                row.string("order_no"),
                row.string("provider"),
                row.nullableString("provider_key"),
                row.string("pg_order_id"),
                row.string("order_name"),
                PaymentStatus.valueOf(row.string("status")),
                row.longValue("amount"),
                row.longValue("refunded"),
                row.string("currency"),
                row.nullableString("method"),
                row.nullableInstant("approved_at"),
                row.instant("expires_at"),
                row.intValue("attempts"),
                row.nullableInstant("unknown_since"),
                row.nullableString("approval_token"),
                row.nullableString("window_url"),
                deposit(row));
    }

    private static @Nullable DepositAccount deposit(Row row) {
        String number = row.nullableString("deposit_account");
        return number == null
                ? null
                : new DepositAccount(row.string("deposit_bank"), number, row.instant("deposit_due"));
    }

    /** One approval per payment, whoever asks and however often. */
    String approveKey() {
        return "approve:" + id;
    }

    /** One net cancel per payment, however often it is tried. */
    String netCancelKey() {
        return "netcancel:" + id;
    }

    /** A payment may be given back in several parts, and after a refusal once more: each under a key of its own. */
    String cancelKey(int seq) {
        return seq == 1 ? "cancel:" + id : "cancel:" + id + ":" + seq;
    }
}
