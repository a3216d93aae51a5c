package dev.naru.origin.payment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.jspecify.annotations.Nullable;

/** Reads NICE Pay's answers. What cannot be read is null, never a guess. */
final class NiceJson {

    /** NICE writes {@code 2021-07-27T20:07:08.000+0900}; its guide's ISO 8601 also allows the colon. */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX]")
            .toFormatter();

    /**
     * An answer's frame.
     *
     * @param code empty when the body is none of NICE's
     * @param signedFields what the signature covers beside the key: tid, amount and ediDate, one after the other
     */
    record Result(String code, String message, String signature, String signedFields) {}

    private NiceJson() {}

    static Result result(ObjectMapper json, String body) {
        JsonNode root = tree(json, body);
        return new Result(
                root.path("resultCode").asText(),
                root.path("resultMsg").asText(),
                root.path("signature").asText(),
                root.path("tid").asText()
                        + root.path("amount").asText()
                        + root.path("ediDate").asText());
    }

    static @Nullable PgPayment payment(ObjectMapper json, String body) {
        JsonNode root = tree(json, body);
        JsonNode amount = root.path("amount");
        String tid = root.path("tid").asText();
        String orderId = root.path("orderId").asText();
        String currency = root.path("currency").asText();
        PgPayment.Status status = status(root.path("status").asText());
        if (status == null
                || !amount.canConvertToExactIntegral()
                || tid.isEmpty()
                || orderId.isEmpty()
                || currency.isEmpty()) {
            return null;
        }
        try {
            return new PgPayment(
                    tid,
                    orderId,
                    amount.longValue(),
                    status == PgPayment.Status.CANCELED
                            ? 0
                            : root.path("balanceAmt").asLong(amount.longValue()),
                    currency,
                    status,
                    method(root),
                    instant(root.path("paidAt").asText()),
                    null,
                    body);
        } catch (DateTimeException e) {
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
            case "paid" -> PgPayment.Status.DONE;
            case "ready" -> PgPayment.Status.WAITING_FOR_DEPOSIT;
            case "failed" -> PgPayment.Status.ABORTED;
            case "cancelled" -> PgPayment.Status.CANCELED;
            case "partialCancelled" -> PgPayment.Status.PARTIAL_CANCELED;
            case "expired" -> PgPayment.Status.EXPIRED;
            default -> null;
        };
    }

    private static @Nullable String method(JsonNode root) {
        return switch (root.path("payMethod").asText().toLowerCase(java.util.Locale.ROOT)) {
            case "card" -> "카드";
            case "vbank" -> "가상계좌";
            case "naverpay" -> "네이버페이";
            case "kakaopay" -> "카카오페이";
            default -> null;
        };
    }

    /** NICE writes 0 for "not yet". */
    private static @Nullable Instant instant(String time) {
        return time.isEmpty() || time.equals("0")
                ? null
                : OffsetDateTime.parse(time, TIME).toInstant();
    }
}
