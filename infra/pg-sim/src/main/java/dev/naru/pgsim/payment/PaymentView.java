package dev.naru.pgsim.payment;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Toss's payment object, as its API and webhooks carry it. Times are ISO 8601 at +09:00; amounts are won. */
public record PaymentView(
        String version,
        String mId,
        String paymentKey,
        String lastTransactionKey,
        PaymentStatus status,
        String orderId,
        String orderName,
        String type,
        String method,
        String currency,
        long totalAmount,
        long balanceAmount,
        long suppliedAmount,
        long vat,
        String requestedAt,
        @Nullable String approvedAt,
        boolean useEscrow,
        boolean isPartialCancelable,
        @Nullable Card card,
        @Nullable EasyPay easyPay,
        @Nullable VirtualAccount virtualAccount,
        @Nullable Failure failure,
        @Nullable List<CancelView> cancels) {

    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

    /** A card payment. */
    public record Card(long amount, String number, String approveNo, int installmentPlanMonths, String cardType) {}

    /** A wallet payment. */
    public record EasyPay(String provider, long amount, long discountAmount) {}

    /** Where the buyer deposits, and until when. */
    public record VirtualAccount(String accountNumber, String bankCode, String customerName, String dueDate) {}

    /** Money given back. */
    public record CancelView(
            String transactionKey, long cancelAmount, String cancelReason, String canceledAt, String cancelStatus) {}

    /** Renders a payment. */
    public static PaymentView of(Payment p) {
        Purchase purchase = p.purchase();
        long vat = Math.round(p.balance() / 11.0);
        Instrument instrument = p.instrument();
        List<CancelView> cancels = p.cancels().stream()
                .map(c -> new CancelView(c.transactionKey(), c.amount(), c.reason(), time(c.at()), "DONE"))
                .toList();
        return new PaymentView(
                "2022-11-16",
                "naru-demo",
                p.paymentKey(),
                cancels.isEmpty() ? p.paymentKey() : cancels.getLast().transactionKey(),
                p.status(),
                purchase.orderId(),
                purchase.orderName(),
                instrument.billingKey() == null ? "NORMAL" : "BILLING",
                instrument.method().korean(),
                purchase.currency(),
                purchase.amount(),
                p.balance(),
                p.balance() - vat,
                vat,
                time(p.requestedAt()),
                p.approvedAt() == null ? null : time(p.approvedAt()),
                false,
                true,
                card(p),
                instrument.method() == Method.EASY_PAY ? new EasyPay(instrument.label(), purchase.amount(), 0) : null,
                account(p),
                p.failure(),
                cancels.isEmpty() ? null : cancels);
    }

    /** Toss's form of an instant. */
    public static String time(Instant at) {
        return at.atZone(SEOUL).truncatedTo(ChronoUnit.SECONDS).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }

    private static @Nullable Card card(Payment p) {
        if (p.instrument().method() != Method.CARD) {
            return null;
        }
        // Eight digits that differ between payments and stay the same for one.
        String approveNo = "%08d".formatted(Math.floorMod(p.paymentKey().hashCode(), 100_000_000));
        return new Card(p.purchase().amount(), p.instrument().label(), approveNo, 0, "신용");
    }

    private static @Nullable VirtualAccount account(Payment p) {
        if (p.instrument().method() != Method.VIRTUAL_ACCOUNT) {
            return null;
        }
        return new VirtualAccount(
                p.instrument().label(),
                "20",
                "나루",
                time(p.depositDue() == null ? p.requestedAt().plus(7, ChronoUnit.DAYS) : p.depositDue()));
    }
}
