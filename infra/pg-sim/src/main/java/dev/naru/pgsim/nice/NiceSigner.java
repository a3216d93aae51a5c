package dev.naru.pgsim.nice;

import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.payment.PaymentStatus;
import dev.naru.pgsim.platform.Secrets;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A payment in NICE Pay's words, signed, and the checks of what a shop sends. Without {@code nice-secret.key} nobody gets in. */
@Singleton
final class NiceSigner {
    private static final String CLIENT_ID = "S2_naru";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxx").withZone(ZoneId.of("Asia/Seoul"));

    private final Secrets secrets;

    NiceSigner(Secrets secrets) {
        this.secrets = secrets;
    }

    boolean authorised(@Nullable String authorization) {
        return secrets.niceSecretKey()
                .map(key -> "Basic "
                        + Base64.getEncoder().encodeToString((CLIENT_ID + ":" + key).getBytes(StandardCharsets.UTF_8)))
                .filter(expected -> equal(expected, authorization))
                .isPresent();
    }

    /** Whether {@code signData} covers the fields and the key; one that is not sent is not checked, as at NICE Pay. */
    boolean holds(@Nullable String signData, @Nullable String... fields) {
        return signData == null || equal(sign(String.join("", fields)), signData);
    }

    Map<String, Object> view(Payment p, Instant now) {
        String ediDate = TIME.format(now);
        long amount = p.purchase().amount();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("resultCode", "0000");
        view.put("resultMsg", "정상 처리되었습니다.");
        view.put("tid", p.paymentKey());
        view.put("orderId", p.purchase().orderId());
        view.put("ediDate", ediDate);
        view.put("signature", sign(p.paymentKey() + amount + ediDate));
        view.put("status", status(p.status()));
        view.put("paidAt", p.approvedAt() == null ? "0" : TIME.format(p.approvedAt()));
        view.put("failedAt", "0");
        view.put(
                "cancelledAt",
                p.cancels().isEmpty() ? "0" : TIME.format(p.cancels().getLast().at()));
        view.put("payMethod", "card");
        view.put("amount", amount);
        view.put("balanceAmt", p.balance());
        view.put("goodsName", p.purchase().orderName());
        view.put("useEscrow", false);
        view.put("currency", p.purchase().currency());
        return view;
    }

    private String sign(String fields) {
        try {
            String whole = fields + secrets.niceSecretKey().orElse("");
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(whole.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static boolean equal(String expected, @Nullable String sent) {
        return sent != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }

    private static String status(PaymentStatus status) {
        return switch (status) {
            case READY, IN_PROGRESS, WAITING_FOR_DEPOSIT -> "ready";
            case DONE -> "paid";
            case PARTIAL_CANCELED -> "partialCancelled";
            case CANCELED -> "cancelled";
            case ABORTED -> "failed";
            case EXPIRED -> "expired";
        };
    }
}
