package dev.naru.origin.payment;

import java.util.Set;

/**
 * What a NICE Pay result code means. As with Toss, a code not listed here is no answer. Source: NICE Pay's developer guide, "API 응답코드".
 */
final class NiceCodes {

    static final String OK = "0000";

    /** The buyer has proved who they are; the same code as of a call that worked. */
    static final String AUTHENTICATED = OK;

    /** "취소 완료 거래": most likely this shop a moment ago. */
    static final String CANCELLED_BEFORE = "2013";

    /** No such transaction, or none any more that a net cancel may undo. */
    static final Set<String> NOTHING_TO_NET_CANCEL = Set.of("2012", "2020");

    /** "조회 결과데이터 없음", "TID가 유효하지 않습니다". */
    static final Set<String> NOT_FOUND = Set.of("A118", "A115", "2012");

    /** The card company says no, or the authentication does not carry this approval. */
    private static final Set<String> DECLINED = Set.of(
            "3011", "3021", "3022", "3023", "3024", "3041", "3051", "3053", "3057", "3091", "3095", "A123", "A210",
            "A127");

    private static final Set<String> HARD = Set.of("3011", "3021", "3053", "3057");

    private static final Set<String> NOT_CANCELABLE = Set.of(
            "1534", "2010", "2014", "2016", "2017", "2018", "2019", "2023", "2026", "2027", "2028", "2029", "2030",
            "2031", "2032", "2033", "2052");

    private NiceCodes() {}

    static boolean isDecline(String code) {
        return DECLINED.contains(code);
    }

    static boolean isHard(String code) {
        return HARD.contains(code);
    }

    static boolean isNotCancelable(String code) {
        return NOT_CANCELABLE.contains(code);
    }
}
