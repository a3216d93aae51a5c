package dev.naru.pgsim.nice;

import java.util.Map;

/** NICE Pay's refusals: {@code {"resultCode","resultMsg"}}. */
enum NiceCode {
    UNAUTHORIZED("U104", "사용자 인증에 실패하였습니다."),
    CARD_COMPANY("3095", "카드사 실패 응답"),
    DATABASE("2000", "DB오류"),
    APPROVED_BEFORE("2201", "기승인존재"),
    NOTHING_TO_CANCEL("2012", "취소 해당거래 없음"),
    CANCELLED_BEFORE("2013", "취소 완료 거래"),
    CANCEL_AMOUNT("2032", "취소금액이 취소가능금액보다 큼"),
    BAD_SIGN_DATA("A101", "SIGN DATA 검증에 실패하였습니다"),
    UNKNOWN_TID("A115", "TID가 유효하지 않습니다"),
    NO_RESULT("A118", "조회 결과데이터 없음"),
    OTHER_AMOUNT("A123", "거래금액 불일치(인증된 금액과 승인요청 금액 불일치)"),
    DUPLICATE_ORDER("A127", "주문번호 중복 오류"),
    NOT_AUTHENTICATED("A210", "인증 요청내역이 존재하지 않습니다");

    private final String code;
    private final String message;

    NiceCode(String code, String message) {
        this.code = code;
        this.message = message;
    }

    String code() {
        return code;
    }

    String message() {
        return message;
    }

    Map<String, Object> body() {
        return Map.of("resultCode", code, "resultMsg", message);
    }
}
