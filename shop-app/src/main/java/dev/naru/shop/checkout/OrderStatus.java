package dev.naru.shop.checkout;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** States of an order at origin-api. {@code OTHER}: one this version does not know. */
public enum OrderStatus {
    PENDING_PAYMENT,
    PAID,
    PREPARING,
    SHIPPED,
    DELIVERED,
    EXPIRED,
    CANCEL_REQUESTED,
    CANCELLED,
    @JsonEnumDefaultValue
    OTHER;

    /** Whether asking origin-api to cancel can make sense; origin-api decides. */
    public boolean isCancellable() {
        return this == PENDING_PAYMENT || this == PAID;
    }
}
