package dev.naru.origin.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naru.origin.platform.Outbox;
import jakarta.inject.Singleton;
import java.text.NumberFormat;
import java.util.Locale;
import java.util.Optional;

/** What members read about their orders, in the order's language; events that need no message give none. */
@Singleton
final class OrderMessages {

    private final ObjectMapper json;

    OrderMessages(ObjectMapper json) {
        this.json = json;
    }

    private record Text(String subjectKo, String bodyKo, String subjectEn, String bodyEn) {}

    private static final Text PAID = new Text(
            "[나루] 주문하신 상품의 결제가 완료되었습니다",
            "주문번호 %s, 결제 금액 %s이 결제되었습니다. 주문해 주셔서 감사합니다.",
            "[Naru] Your order is paid",
            "Order %s is paid: %s. Thank you.");

    private static final Text CANCELLED = new Text(
            "[나루] 주문이 취소되었습니다",
            "주문번호 %s(%s)의 취소가 완료되었습니다. 이미 결제하신 금액은 결제하신 수단으로 환불해 드립니다.",
            "[Naru] Your order is cancelled",
            "Order %s (%s) is cancelled. What you have paid is refunded the way you paid it.");

    private static final Text EXPIRED = new Text(
            "[나루] 결제 기한이 지나 주문이 취소되었습니다",
            "주문번호 %s(%s)의 결제가 기한 안에 완료되지 않아 주문이 자동으로 취소되었습니다.",
            "[Naru] Your order has expired",
            "Order %s (%s) was not paid in time and has been cancelled.");

    Optional<Message> of(Outbox.Event event) {
        return switch (event.event()) {
            case "order.paid" -> Optional.of(message(event, PAID));
            case "order.cancelled" -> Optional.of(message(event, CANCELLED));
            case "order.expired" -> Optional.of(message(event, EXPIRED));
            default -> Optional.empty();
        };
    }

    private Message message(Outbox.Event event, Text text) {
        JsonNode order = payload(event);
        boolean english = order.path("locale").asText().equals("en");
        String amount = NumberFormat.getIntegerInstance(Locale.KOREA)
                .format(order.path("amount").asLong());
        return new Message(
                "%s:%s:%d".formatted(event.event(), event.id(), event.seq()),
                order.path("member").asText(),
                english ? text.subjectEn() : text.subjectKo(),
                (english ? text.bodyEn() : text.bodyKo())
                        .formatted(event.id(), english ? "KRW " + amount : amount + "원"));
    }

    private JsonNode payload(Outbox.Event event) {
        try {
            return json.readTree(event.payload());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("event " + event.event() + " of " + event.id() + " is not JSON", e);
        }
    }
}
