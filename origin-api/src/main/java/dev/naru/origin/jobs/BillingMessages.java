package dev.naru.origin.jobs;

import java.text.NumberFormat;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What members read about their recurring payments, in their language. */
final class BillingMessages {

    private static final DateTimeFormatter KO_DATE = DateTimeFormatter.ofPattern("M월 d일", Locale.KOREAN);
    private static final DateTimeFormatter EN_DATE = DateTimeFormatter.ofPattern("MMMM d", Locale.ENGLISH);

    private BillingMessages() {}

    static Message paid(BillingCycle cycle) {
        return message(
                cycle,
                "paid",
                "[나루] 정기결제가 완료되었습니다",
                "%s 이용료 %s이 정상적으로 결제되었습니다. 이용해 주셔서 감사합니다.",
                "[Naru] Your subscription payment went through",
                "Your payment of %2$s for %1$s went through. Thank you.");
    }

    static Message declined(BillingCycle cycle, LocalDate next) {
        return message(
                cycle,
                "declined",
                "[나루] 정기결제가 승인되지 않았습니다",
                "%s 이용료 %s의 결제가 승인되지 않았습니다. " + KO_DATE.format(next) + "에 다시 결제를 시도하니 카드 한도와 잔액을 확인해 주세요.",
                "[Naru] Your subscription payment was declined",
                "Your card issuer declined the payment of %2$s for %1$s. We will try again on " + EN_DATE.format(next)
                        + ". Please check your card's limit and balance.");
    }

    static Message suspended(BillingCycle cycle) {
        return message(
                cycle,
                "suspended",
                "[나루] 구독이 일시 중지되었습니다",
                "%s 이용료 %s의 결제가 여러 차례 승인되지 않아 구독이 일시 중지되었습니다. 결제 수단을 변경하시면 다시 이용하실 수 있습니다.",
                "[Naru] Your subscription is suspended",
                "The payment of %2$s for %1$s was declined several times, so the subscription is suspended. Change your card to resume it.");
    }

    static Message cardNeeded(BillingCycle cycle) {
        return message(
                cycle,
                "card-needed",
                "[나루] 새 결제 카드를 등록해 주세요",
                "등록하신 카드로는 %s 이용료 %s을 결제할 수 없습니다. 새 결제 카드를 등록해 주세요.",
                "[Naru] Please register a new card",
                "The registered card can no longer be used to pay %2$s for %1$s. Please register a new one.");
    }

    private static Message message(
            BillingCycle cycle, String event, String subjectKo, String bodyKo, String subjectEn, String bodyEn) {
        boolean english = cycle.locale().equals(Locale.ENGLISH);
        String amount = NumberFormat.getIntegerInstance(Locale.KOREA).format(cycle.amount());
        return new Message(
                "billing:%s:%s".formatted(cycle.pgOrderId(), event),
                cycle.memberId(),
                english ? subjectEn : subjectKo,
                (english ? bodyEn : bodyKo).formatted(cycle.plan(), english ? "KRW " + amount : amount + "원"));
    }
}
