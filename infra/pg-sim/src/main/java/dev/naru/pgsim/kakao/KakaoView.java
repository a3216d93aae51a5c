package dev.naru.pgsim.kakao;

import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.payment.PaymentStatus;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** A payment in Kakao Pay's words. Times are Seoul's, without saying so, as Kakao writes them. */
final class KakaoView {
    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

    private KakaoView() {}

    static Map<String, Object> of(Payment p, String cid) {
        long cancelled = p.status().approvedOnce() ? p.purchase().amount() - p.balance() : 0;
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("tid", p.paymentKey());
        view.put("cid", cid);
        view.put("status", status(p.status()));
        view.put("partner_order_id", p.purchase().orderId());
        view.put("payment_method_type", "MONEY");
        view.put("item_name", p.purchase().orderName());
        view.put("quantity", 1);
        view.put("amount", amount(p.purchase().amount()));
        view.put("canceled_amount", amount(cancelled));
        view.put("cancel_available_amount", amount(p.balance()));
        view.put("created_at", time(p.requestedAt()));
        view.put("approved_at", p.approvedAt() == null ? null : time(p.approvedAt()));
        return view;
    }

    static String time(Instant at) {
        return at.atZone(SEOUL).truncatedTo(ChronoUnit.SECONDS).format(DateTimeFormatter.ISO_LOCAL_DATE_TIME);
    }

    private static Map<String, Object> amount(long total) {
        return Map.of("total", total, "tax_free", 0, "vat", Math.round(total / 11.0), "point", 0, "discount", 0);
    }

    private static String status(PaymentStatus status) {
        return switch (status) {
            case READY -> "READY";
            case IN_PROGRESS -> "AUTH_PASSWORD";
            case WAITING_FOR_DEPOSIT -> "OPEN_PAYMENT";
            case DONE -> "SUCCESS_PAYMENT";
            case PARTIAL_CANCELED -> "PART_CANCEL_PAYMENT";
            case CANCELED -> "CANCEL_PAYMENT";
            case ABORTED, EXPIRED -> "QUIT_PAYMENT";
        };
    }
}
