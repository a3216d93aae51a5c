package dev.naru.origin.payment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Reads Kakao Pay's answers. What cannot be read is null, never a guess. */
final class KakaoJson {

    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    /** Kakao Pay charges won only, and says no currency. */
    private static final String CURRENCY = "KRW";

    /**
     * An error answer.
     *
     * @param code 0 when the body is none
     * @param method what the card company or bank said, where the payment reached one; empty else
     */
    record Failure(int code, String message, String method) {}

    private KakaoJson() {}

    /** The answer to an inquiry. */
    static @Nullable PgPayment order(ObjectMapper json, String body) {
        JsonNode root = tree(json, body);
        PgPayment.Status status = status(root.path("status").asText());
        return status == null ? null : payment(root, status, body);
    }

    /** The answer to an approval: it is one only when the money has moved. */
    static @Nullable PgPayment approved(ObjectMapper json, String body) {
        JsonNode root = tree(json, body);
        return root.path("aid").asText().isEmpty()
                        || root.path("approved_at").asText().isEmpty()
                ? null
                : payment(root, PgPayment.Status.DONE, body);
    }

    private static @Nullable PgPayment payment(JsonNode root, PgPayment.Status status, String body) {
        JsonNode amount = root.path("amount").path("total");
        String tid = root.path("tid").asText();
        String orderId = root.path("partner_order_id").asText();
        if (!amount.canConvertToExactIntegral() || tid.isEmpty() || orderId.isEmpty()) {
            return null;
        }
        long cancelled = root.path("canceled_amount").path("total").asLong();
        try {
            return new PgPayment(
                    tid,
                    orderId,
                    amount.longValue(),
                    status == PgPayment.Status.CANCELED ? 0 : amount.longValue() - cancelled,
                    CURRENCY,
                    status,
                    method(root.path("payment_method_type").asText()),
                    instant(root.path("approved_at").asText()),
                    null,
                    body);
        } catch (DateTimeException e) {
            return null;
        }
    }

    static Failure failure(ObjectMapper json, String body) {
        JsonNode root = tree(json, body);
        return new Failure(
                root.path("error_code").asInt(),
                root.path("error_message").asText(),
                root.path("extras").path("method_result_code").asText());
    }

    static PaymentProvider.@Nullable Window window(ObjectMapper json, String body) {
        JsonNode root = tree(json, body);
        String tid = root.path("tid").asText();
        String url = root.path("next_redirect_pc_url").asText();
        try {
            return tid.isEmpty() || url.isEmpty() ? null : new PaymentProvider.Window(tid, java.net.URI.create(url));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static JsonNode tree(ObjectMapper json, String body) {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException e) {
            return json.createObjectNode();
        }
    }

    private static PgPayment.@Nullable Status status(String status) {
        return switch (status) {
            case "READY", "SEND_TMS", "OPEN_PAYMENT", "SELECT_METHOD", "ARS_WAITING" -> PgPayment.Status.READY;
            case "AUTH_PASSWORD" -> PgPayment.Status.IN_PROGRESS;
            case "ISSUED_SID", "SUCCESS_PAYMENT" -> PgPayment.Status.DONE;
            case "PART_CANCEL_PAYMENT" -> PgPayment.Status.PARTIAL_CANCELED;
            case "CANCEL_PAYMENT" -> PgPayment.Status.CANCELED;
            case "FAIL_AUTH_PASSWORD", "QUIT_PAYMENT", "FAIL_PAYMENT" -> PgPayment.Status.ABORTED;
            default -> null;
        };
    }

    private static @Nullable String method(String type) {
        return switch (type) {
            case "CARD" -> "카카오페이 카드";
            case "MONEY" -> "카카오페이머니";
            default -> null;
        };
    }

    /** Kakao writes Seoul's time without saying so: {@code 2026-01-01T00:00:00}. */
    private static @Nullable Instant instant(String time) {
        return time.isEmpty() ? null : LocalDateTime.parse(time).atZone(SEOUL).toInstant();
    }
}
