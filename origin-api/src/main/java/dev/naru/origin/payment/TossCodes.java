package dev.naru.origin.payment;

import java.util.Set;

/**
 * What a Toss error code means. The HTTP class does not tell: {@code PROVIDER_ERROR} is a 400 that says try again. A code
 * not listed here is not taken for a no: the payment is unknown, and an inquiry decides. Source: the Toss Payments
 * documentation, "에러 코드".
 */
final class TossCodes {

    static final String ALREADY_PROCESSED = "ALREADY_PROCESSED_PAYMENT";
    static final String ALREADY_CANCELLED = "ALREADY_CANCELED_PAYMENT";
    static final String DUPLICATED_ORDER_ID = "DUPLICATED_ORDER_ID";
    static final Set<String> NOT_FOUND = Set.of("NOT_FOUND_PAYMENT", "NOT_FOUND");

    /** A no that another card, or the same one later, may turn into a yes. */
    private static final Set<String> SOFT = Set.of(
            "REJECT_CARD_PAYMENT",
            "REJECT_CARD_COMPANY",
            "REJECT_ACCOUNT_PAYMENT",
            "REJECT_TOSSPAY_INVALID_ACCOUNT",
            "EXCEED_MAX_AMOUNT",
            "EXCEED_MAX_DAILY_PAYMENT_COUNT",
            "EXCEED_MAX_PAYMENT_AMOUNT",
            "EXCEED_MAX_ONE_DAY_AMOUNT",
            "EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT",
            "EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT",
            "EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT",
            "EXCEED_MAX_AUTH_COUNT",
            "EXCEED_MAX_CARD_INSTALLMENT_PLAN",
            "NOT_FOUND_PAYMENT_SESSION",
            "PAY_PROCESS_CANCELED",
            "PAY_PROCESS_ABORTED",
            "INVALID_AUTHORIZE_AUTH",
            "BELOW_MINIMUM_AMOUNT",
            "NOT_AVAILABLE_PAYMENT",
            "NOT_AVAILABLE_BANK",
            "RESTRICTED_TRANSFER_ACCOUNT",
            "INVALID_PASSWORD",
            "FDS_ERROR");

    /** A no that stays one with this card or account. */
    private static final Set<String> HARD = Set.of(
            "INVALID_CARD_NUMBER",
            "INVALID_CARD_EXPIRATION",
            "INVALID_CARD_IDENTITY",
            "INVALID_CARD_LOST_OR_STOLEN",
            "INVALID_CARD",
            "INVALID_STOPPED_CARD",
            "INVALID_REJECT_CARD",
            "INVALID_CARD_INSTALLMENT_PLAN",
            "INVALID_ACCOUNT_INFO_RE_REGISTER",
            "INVALID_BILL_KEY_REQUEST",
            "INVALID_BILLING_KEY",
            "NOT_MATCHES_CUSTOMER_KEY",
            "NOT_SUPPORTED_CARD_TYPE",
            "NOT_ALLOWED_POINT_USE",
            "NOT_REGISTERED_BUSINESS");

    /** Our own configuration is wrong: the gateway did nothing, and an operator must act. */
    private static final Set<String> MISCONFIGURED =
            Set.of("UNAUTHORIZED_KEY", "INVALID_API_KEY", "INCORRECT_BASIC_AUTH_FORMAT", "FORBIDDEN_REQUEST");

    /** A no to a cancel. */
    private static final Set<String> NOT_CANCELABLE = Set.of(
            "NOT_CANCELABLE_PAYMENT",
            "NOT_CANCELABLE_AMOUNT",
            "NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER",
            "NOT_ALLOWED_PARTIAL_REFUND",
            "INVALID_REFUND_ACCOUNT_INFO",
            "INVALID_REFUND_ACCOUNT_NUMBER",
            "EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT",
            "REFUND_REJECTED",
            "ALREADY_REFUND_PAYMENT");

    private TossCodes() {}

    static boolean isDecline(String code) {
        return SOFT.contains(code) || HARD.contains(code);
    }

    static boolean isHard(String code) {
        return HARD.contains(code);
    }

    static boolean isMisconfigured(String code) {
        return MISCONFIGURED.contains(code);
    }

    static boolean isNotCancelable(String code) {
        return NOT_CANCELABLE.contains(code);
    }
}
