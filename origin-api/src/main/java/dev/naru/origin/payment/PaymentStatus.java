package dev.naru.origin.payment;

import java.util.EnumSet;
import java.util.Set;

/**
 * The life of a payment.
 *
 * <pre>
 * READY ─▶ AUTHENTICATED ─▶ APPROVING ─▶ PAID ─▶ PARTIAL_CANCELLED ─▶ CANCELLED
 *   │            │              ├──────▶ DECLINED
 *   └─▶ EXPIRED ◀┘              ├──────▶ WAITING_DEPOSIT ─▶ PAID | EXPIRED
 *                               └──────▶ UNKNOWN ─▶ RESOLVING ─▶ PAID | WAITING_DEPOSIT | FAILED | VOIDED
 * </pre>
 *
 * READY may skip AUTHENTICATED: that one is only stored when the gateway's word comes before the buyer's browser. Every
 * live state may become PAID or RESOLVING, because the gateway's own record outranks what this side has heard so far.
 */
public enum PaymentStatus {
    READY,
    AUTHENTICATED,
    APPROVING,
    WAITING_DEPOSIT,
    UNKNOWN,
    RESOLVING,
    PAID,
    PARTIAL_CANCELLED,
    CANCELLED,
    DECLINED,
    FAILED,
    VOIDED,
    EXPIRED;

    private static final Set<PaymentStatus> DEAD = EnumSet.of(DECLINED, FAILED, VOIDED, EXPIRED);

    /** The states that may follow this one. */
    Set<PaymentStatus> next() {
        return switch (this) {
            case READY -> EnumSet.of(AUTHENTICATED, APPROVING, PAID, RESOLVING, EXPIRED);
            case AUTHENTICATED -> EnumSet.of(APPROVING, PAID, RESOLVING, EXPIRED);
            case APPROVING -> EnumSet.of(PAID, DECLINED, WAITING_DEPOSIT, UNKNOWN, RESOLVING, FAILED, VOIDED);
            case UNKNOWN -> EnumSet.of(RESOLVING, PAID, WAITING_DEPOSIT, FAILED, VOIDED);
            case RESOLVING -> EnumSet.of(PAID, WAITING_DEPOSIT, FAILED, VOIDED);
            case WAITING_DEPOSIT -> EnumSet.of(PAID, RESOLVING, EXPIRED);
            case PAID -> EnumSet.of(PARTIAL_CANCELLED, CANCELLED);
            case PARTIAL_CANCELLED -> EnumSet.of(CANCELLED);
            case CANCELLED, DECLINED, FAILED, VOIDED, EXPIRED -> EnumSet.noneOf(PaymentStatus.class);
        };
    }

    boolean canBecome(PaymentStatus to) {
        return next().contains(to);
    }

    /** Over without money. */
    boolean dead() {
        return DEAD.contains(this);
    }

    /** What the shop tells the buyer on return: {@code ?result=}. */
    String result() {
        return switch (this) {
            case PAID, PARTIAL_CANCELLED -> "paid";
            case DECLINED -> "declined";
            case AUTHENTICATED, APPROVING, WAITING_DEPOSIT, UNKNOWN, RESOLVING -> "pending";
            case READY, CANCELLED, FAILED, VOIDED, EXPIRED -> "failed";
        };
    }
}
