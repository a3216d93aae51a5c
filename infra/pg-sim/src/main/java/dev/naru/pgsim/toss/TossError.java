package dev.naru.pgsim.toss;

/** Toss's refusals, with its status and words: {@code {"code","message"}}. */
enum TossError {
    UNAUTHORIZED_KEY(401, "인증되지 않은 시크릿 키 혹은 클라이언트 키 입니다."),
    INVALID_REQUEST(400, "잘못된 요청입니다."),
    INVALID_IDEMPOTENCY_KEY(400, "멱등키는 300자 이하여야 합니다."),
    NOT_FOUND_PAYMENT(404, "존재하지 않는 결제 정보 입니다."),
    NOT_FOUND_PAYMENT_SESSION(404, "결제 시간이 만료되어 결제 진행 데이터가 존재하지 않습니다."),
    ALREADY_PROCESSED_PAYMENT(400, "이미 처리된 결제 입니다."),
    DUPLICATED_ORDER_ID(400, "이미 승인 및 취소가 진행된 중복된 주문번호 입니다."),
    REJECT_CARD_PAYMENT(403, "한도초과 혹은 잔액부족으로 결제에 실패했습니다."),
    REJECT_CARD_COMPANY(403, "결제 승인이 거절되었습니다."),
    INVALID_BILL_KEY_REQUEST(400, "빌링키 인증이 완료되지 않았거나 유효하지 않은 빌링 거래 건입니다."),
    ALREADY_CANCELED_PAYMENT(400, "이미 취소된 결제 입니다."),
    NOT_CANCELABLE_PAYMENT(403, "취소 할 수 없는 결제 입니다."),
    NOT_CANCELABLE_AMOUNT(403, "취소 할 수 없는 금액 입니다."),
    TOO_MANY_REQUESTS(429, "요청이 너무 많습니다. 잠시 후 다시 시도해 주세요."),
    FAILED_INTERNAL_SYSTEM_PROCESSING(500, "내부 시스템 처리 작업이 실패했습니다. 잠시 후 다시 시도해 주세요.");

    private final int status;
    private final String message;

    TossError(int status, String message) {
        this.status = status;
        this.message = message;
    }

    int status() {
        return status;
    }

    String message() {
        return message;
    }

    /** As JSON. */
    Body body() {
        return new Body(name(), message);
    }

    /** As JSON, saying what exactly is wrong. */
    Body body(String detail) {
        return new Body(name(), message + " (" + detail + ")");
    }

    /** The JSON of a refusal. */
    record Body(String code, String message) {}
}
