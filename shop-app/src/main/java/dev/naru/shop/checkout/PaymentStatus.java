package dev.naru.shop.checkout;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** States of a payment at origin-api. {@code OTHER}: one this version does not know. */
public enum PaymentStatus {
    READY,
    AUTHENTICATED,
    APPROVING,
    UNKNOWN,
    RESOLVING,
    WAITING_DEPOSIT,
    PAID,
    DECLINED,
    FAILED,
    VOIDED,
    EXPIRED,
    PARTIAL_CANCELLED,
    CANCELLED,
    @JsonEnumDefaultValue
    OTHER;

    /** Money may have moved and nobody here knows yet: the page asks again until somebody does. */
    public boolean isUnsettled() {
        return this == APPROVING || this == UNKNOWN || this == RESOLVING;
    }

    /** The buyer can still go to the payment gateway. */
    public boolean isOpen() {
        return this == READY || this == AUTHENTICATED;
    }

    /** It ended without money. */
    public boolean isDead() {
        return this == DECLINED || this == FAILED || this == VOIDED || this == EXPIRED;
    }

    /** Whether the money is with the shop. */
    public boolean isPaid() {
        return this == PAID || this == PARTIAL_CANCELLED;
    }
}
