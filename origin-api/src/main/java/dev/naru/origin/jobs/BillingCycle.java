package dev.naru.origin.jobs;

import dev.naru.origin.platform.Row;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One period of a subscription, claimed to be charged.
 *
 * <pre>
 *  DUE ──claim──▶ CHARGING ─┬─ paid ──────────▶ PAID
 *   ▲                │  ▲   ├─ hard decline ──▶ FAILED, subscription CARD_NEEDED
 *   │                │  │   ├─ soft decline, dunning used up ─▶ FAILED, subscription SUSPENDED
 *   └── soft decline ┘  │   └─ no definite answer ─▶ UNKNOWN
 *       attempt + 1,    └────── claim: same attempt ─────┘
 *       next day of dunning
 * </pre>
 *
 * A CHARGING left by an owner that died is claimed like UNKNOWN. The attempt is part of the gateway's order id, which is its idempotency key, so
 * asking again about the same attempt can never charge twice; that is why only a definite decline makes it grow.
 *
 * @param amount KRW
 */
record BillingCycle(
        long subscriptionId,
        int cycleNo,
        int attempt,
        int unanswered,
        @Nullable LocalDate firstDeclinedOn,
        long amount,
        String billingKey,
        String customerKey,
        String memberId,
        String planKo,
        String planEn,
        Locale locale) {

    static BillingCycle of(Row row) {
        String firstDeclined = row.nullableString("first_declined_on");
        return new BillingCycle(
                row.longValue("subscription_id"),
                row.intValue("cycle_no"),
                row.intValue("attempt"),
                row.intValue("unanswered"),
                firstDeclined == null ? null : LocalDate.parse(firstDeclined),
                row.longValue("amount"),
                row.string("billing_key"),
                row.string("customer_key"),
                row.string("member_id"),
                row.string("plan_ko"),
                row.string("plan_en"),
                Locale.forLanguageTag(row.string("locale")));
    }

    /** The gateway's order id and idempotency key of this attempt. */
    String pgOrderId() {
        return "S%d-C%d-A%d".formatted(subscriptionId, cycleNo, attempt);
    }

    String plan() {
        return locale.equals(Locale.ENGLISH) ? planEn : planKo;
    }
}
