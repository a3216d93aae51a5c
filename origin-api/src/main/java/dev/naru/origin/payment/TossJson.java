package dev.naru.origin.payment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads Toss's payment and error objects. What cannot be read is null or an empty code, never a guess. */
final class TossJson {

    /** @param code empty when the body is no error object */
    record Failure(String code, String message) {}

    private TossJson() {}

    /** The payment object, or null when a part that matters is missing or not of its kind. */
    static @Nullable PgPayment payment(ObjectMapper json, String body) {
        try {
            JsonNode root = json.readTree(body);
            JsonNode amount = root.path("totalAmount");
            String key = root.path("paymentKey").asText();
            String orderId = root.path("orderId").asText();
            String currency = root.path("currency").asText();
            if (!amount.isNumber()
                    || !amount.canConvertToExactIntegral()
                    || key.isEmpty()
                    || orderId.isEmpty()
                    || currency.isEmpty()) {
                return null;
            }
            return new PgPayment(
                    key,
                    orderId,
                    amount.longValue(),
                    balance(root, amount.longValue()),
                    currency,
                    PgPayment.Status.valueOf(root.path("status").asText()),
                    text(root, "method"),
                    instant(text(root, "approvedAt")),
                    deposit(root.path("virtualAccount")),
                    body);
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            return null;
        }
    }

    /** What the gateway still holds. Nothing of a cancelled payment; all of one that it says no balance of. */
    private static long balance(JsonNode root, long amount) {
        return root.path("status").asText().equals("CANCELED")
                ? 0
                : root.path("balanceAmount").asLong(amount);
    }

    static Failure failure(ObjectMapper json, String body) {
        try {
            JsonNode root = json.readTree(body);
            return new Failure(root.path("code").asText(), root.path("message").asText());
        } catch (JsonProcessingException e) {
            return new Failure("", "");
        }
    }

    private static @Nullable DepositAccount deposit(JsonNode account) {
        String number = text(account, "accountNumber");
        String bank = text(account, "bankCode");
        Instant due = instant(text(account, "dueDate"));
        return number == null || bank == null || due == null ? null : new DepositAccount(bank, number, due);
    }

    /** The lines of a page of the settlement file, or null when one cannot be read: half a file is none. */
    static @Nullable List<SettlementLine> settlement(ObjectMapper json, String body) {
        try {
            JsonNode root = json.readTree(body);
            if (!root.isArray()) {
                return null;
            }
            List<SettlementLine> lines = new ArrayList<>();
            for (JsonNode line : root) {
                JsonNode amount = line.path("amount");
                String orderId = line.path("orderId").asText();
                if (!amount.canConvertToExactIntegral() || orderId.isEmpty()) {
                    return null;
                }
                lines.add(new SettlementLine(
                        orderId,
                        amount.longValue(),
                        line.path("currency").asText("KRW"),
                        line.path("fee").asLong()));
            }
            return lines;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static @Nullable String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isTextual() ? value.textValue() : null;
    }

    /** Toss writes local time with the offset: {@code 2022-01-01T00:00:00+09:00}. */
    private static @Nullable Instant instant(@Nullable String time) {
        return time == null ? null : OffsetDateTime.parse(time).toInstant();
    }
}
