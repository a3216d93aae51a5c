package dev.naru.pgsim.kakao;

import java.util.Map;

/** Kakao Pay's refusals: {@code {"error_code","error_message"}}. */
enum KakaoError {
    UNAUTHORIZED(401, -401, "invalid secret key"),
    INVALID_REQUEST(400, -2, "invalid request"),
    NOT_AUTHENTICATED(400, -701, "payment is not authenticated"),
    ALREADY_APPROVED(400, -702, "payment is already done"),
    UNKNOWN_TID(400, -721, "tid does not exist"),
    NOT_CANCELABLE(400, -780, "cannot be canceled"),
    CANCEL_AMOUNT(400, -781, "cancel_amount or cancel_available_amount does not fit");

    private final int status;
    private final int code;
    private final String message;

    KakaoError(int status, int code, String message) {
        this.status = status;
        this.code = code;
        this.message = message;
    }

    int status() {
        return status;
    }

    Map<String, Object> body() {
        return Map.of("error_code", code, "error_message", message);
    }
}
