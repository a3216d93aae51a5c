package dev.naru.pgsim.payment;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What goes wrong on purpose. Chosen in the pay window, by a magic card number, or by a billing key. */
public enum Scenario {
    /** Nothing goes wrong. */
    NORMAL("4000000000000002", "정상", "Normal"),
    /** Webhooks reach the shop before the buyer's return and before the confirm answer. */
    WEBHOOK_FIRST("4000000000000010", "웹훅이 먼저 도착", "Webhook before the return"),
    /** Copies of the same webhook at once. */
    WEBHOOK_BURST("4000000000000028", "같은 웹훅 동시에 여러 번", "The same webhook many times at once"),
    /** The first delivery is signed by a stranger's key; the retry is genuine. */
    WEBHOOK_BAD_SIGNATURE("4000000000000036", "웹훅 서명 위조", "Webhook with a forged signature"),
    /** The first delivery's timestamp is ten minutes old; the retry is fresh. */
    WEBHOOK_OLD_TIMESTAMP("4000000000000044", "웹훅 시각이 10분 전", "Webhook ten minutes old"),
    /** Signed by the second key of the file, which a rotation leaves valid for a while. */
    WEBHOOK_ROTATED_KEY("4000000000000051", "교체 전 키로 서명한 웹훅", "Webhook signed by the rotated key"),
    /** Approved, and the connection cut instead of an answer. */
    ANSWER_LOST("4000000000000069", "승인 후 응답 유실", "Approved, answer lost"),
    /** Approved, and the answer comes after 35 s. */
    HANG("4000000000000077", "승인 후 35초 지연", "Approved, answer after 35 s"),
    /** Each confirm answers 500; never approved. */
    STICKY_500("4000000000000085", "승인 API가 계속 500", "Confirm always answers 500"),
    /** The first two confirms answer 429. */
    RATE_LIMITED("4000000000000093", "처음 두 번은 429", "429 twice, then approved"),
    /** The return URL carries a lower amount than the buyer authenticated. */
    TAMPERED_AMOUNT("4000000000000101", "돌아올 때 금액 변조", "Tampered amount on return"),
    /** Confirm says that the orderId was used before. */
    DUPLICATE_ORDER("4000000000000119", "주문번호 중복", "Duplicate orderId"),
    /** Authenticated, but the card company declines at confirm. */
    DECLINED_AT_CONFIRM("4000000000000127", "승인 단계에서 한도 초과", "Declined at confirm"),
    /** Authenticated, and the buyer never comes back. */
    RETURN_LOST("4000000000000135", "인증 후 복귀하지 않음", "Authenticated, never returned"),
    /** A virtual account's deposit arrives and is then taken back. */
    DEPOSIT_REVERSED("4000000000000143", "입금 후 취소(가상계좌)", "Deposit, then reversed"),
    /** Nobody deposits into the virtual account; its time is over soon. */
    DEPOSIT_NEVER("4000000000000150", "기한 안에 입금하지 않음(가상계좌)", "No deposit in time"),
    /** The deposit arrives when the virtual account's time is over. */
    DEPOSIT_LATE("4000000000000168", "기한이 지난 뒤 입금(가상계좌)", "Deposit after its time"),
    /** A tenth too little is deposited, and the bank takes it. */
    DEPOSIT_WRONG_AMOUNT("4000000000000176", "금액이 다른 입금(가상계좌)", "Deposit of another amount");

    private final String card;
    private final String korean;
    private final String english;

    Scenario(String card, String korean, String english) {
        this.card = card;
        this.korean = korean;
        this.english = english;
    }

    /** The name in forms, configuration and billing keys: {@code answer-lost}. */
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The card number that chooses it, 16 digits. */
    public String card() {
        return card;
    }

    /** The card number in groups of four. */
    public String spacedCard() {
        return card.replaceAll("(.{4})(?!$)", "$1 ");
    }

    /** The name on pages. */
    public String title(String language) {
        return language.equals("en") ? english : korean;
    }

    /** By its slug. */
    public static Optional<Scenario> bySlug(String slug) {
        return Arrays.stream(values()).filter(s -> s.slug().equals(slug)).findFirst();
    }

    /** By its magic card number, digits only. */
    public static Optional<Scenario> byCard(String digits) {
        return Arrays.stream(values()).filter(s -> s.card.equals(digits)).findFirst();
    }
}
