package dev.naru.shop.platform;

import java.util.Locale;

/** Why a request is refused: a closed list, so each has a status, a text in both languages and a name for machines. */
public enum Reason {
    BAD_REQUEST(400),
    LOGIN_REQUIRED(401),
    CROSS_ORIGIN(403),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    CONFLICT(409),
    TOO_LARGE(413),
    UNSUPPORTED_TYPE(415),
    BAD_QUANTITY(422),
    CART_FULL(422),
    CART_EMPTY(422),
    INTERNAL(500),
    /** Redis gives no answer: no session can be read or written. */
    STORE_UNAVAILABLE(503),
    /** origin-api gives no answer. */
    ORIGIN_UNAVAILABLE(503),
    /** This replica has too much to do. */
    BUSY(503);

    private static final int RETRY_AFTER_S = 3;

    private final int status;

    Reason(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** For {@code Retry-After}; 0 where trying again is no use. */
    public int retryAfterS() {
        return status == 503 ? RETRY_AFTER_S : 0;
    }

    /** The last part of the problem type. */
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The nearest reason for a status decided elsewhere, as by the HTTP layer. */
    public static Reason ofStatus(int status) {
        return switch (status) {
            case 401 -> LOGIN_REQUIRED;
            case 403 -> CROSS_ORIGIN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 409 -> CONFLICT;
            case 413 -> TOO_LARGE;
            case 415 -> UNSUPPORTED_TYPE;
            case 503 -> BUSY;
            default -> status >= 500 ? INTERNAL : BAD_REQUEST;
        };
    }
}
