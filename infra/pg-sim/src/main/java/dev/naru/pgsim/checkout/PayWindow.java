package dev.naru.pgsim.checkout;

import dev.naru.pgsim.ledger.Ledger;
import dev.naru.pgsim.payment.Dialect;
import dev.naru.pgsim.payment.Failure;
import dev.naru.pgsim.payment.Instrument;
import dev.naru.pgsim.payment.Method;
import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.payment.PaymentStatus;
import dev.naru.pgsim.payment.Scenario;
import dev.naru.pgsim.platform.Refusal;
import dev.naru.pgsim.webhook.Webhooks;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What a buyer does in the window. Each step is in the ledger before the browser hears of it, and may be repeated. */
@Singleton
final class PayWindow {
    static final Failure BUYER_CANCELED = new Failure("PAY_PROCESS_CANCELED", "사용자가 결제를 취소하였습니다.");
    static final Failure CARD_REJECTED = new Failure("REJECT_CARD_COMPANY", "카드사에서 승인을 거절하였습니다.");

    private static final Duration WEBHOOK_WAIT = Duration.ofSeconds(2);

    private record Step(Payment payment, @Nullable String eventId) {}

    private final Ledger ledger;
    private final Webhooks webhooks;

    PayWindow(Ledger ledger, Webhooks webhooks) {
        this.ledger = ledger;
        this.webhooks = webhooks;
    }

    /** Opens the buyer's session. */
    Payment open(PayRequest request, Instrument instrument, Scenario scenario) {
        return ledger.transact(t -> t.put(Payment.open(
                request.dialect().nextKey(), request.purchase(), instrument, scenario, request.returnUrls(), t.now())));
    }

    /** A session by its key; throws a {@link Refusal} (404) when there is none. */
    Payment find(String paymentKey) {
        return ledger.transact(t -> t.find(paymentKey))
                .filter(payment -> payment.returnUrls() != null)
                .orElseThrow(() -> new Refusal(
                        404, "unknown-session", "Unknown session", "No such payment window. Start again in the shop."));
    }

    /** The buyer has authenticated. Repeated (a double click, the back button), it changes nothing. */
    Payment authenticate(String paymentKey) {
        Step step = ledger.transact(t -> {
            Payment payment = t.find(paymentKey).orElseThrow();
            if (payment.status() != PaymentStatus.READY) {
                return new Step(payment, null);
            }
            Payment next = t.put(payment.authenticated(t.now()));
            boolean told = pushes(next)
                    && (next.scenario() == Scenario.WEBHOOK_FIRST || next.scenario() == Scenario.RETURN_LOST);
            return new Step(next, told ? webhooks.record(t, next) : null);
        });
        if (step.eventId() != null) {
            webhooks.deliverNow(step.eventId(), WEBHOOK_WAIT);
        }
        return step.payment();
    }

    /** The buyer or the card company has said no. Repeated, it changes nothing. */
    Payment abort(String paymentKey, Failure why) {
        Step step = ledger.transact(t -> {
            Payment payment = t.find(paymentKey).orElseThrow();
            if (payment.status() != PaymentStatus.READY) {
                return new Step(payment, null);
            }
            Payment next = t.put(payment.aborted(why));
            return new Step(next, pushes(next) ? webhooks.record(t, next) : null);
        });
        if (step.eventId() != null) {
            webhooks.dispatch(step.eventId());
        }
        return step.payment();
    }

    /** Only Toss's dialect has webhooks. */
    private static boolean pushes(Payment payment) {
        return payment.dialect() == Dialect.TOSS;
    }

    /** What the buyer chose to pay with; throws a {@link Refusal} (400) for anything else. */
    static Instrument instrument(PayForm form) {
        return switch (form.method) {
            case "card" -> new Instrument(Method.CARD, masked(digits(form.card)), null);
            case "easy" -> new Instrument(Method.EASY_PAY, wallet(form.wallet), null);
            case "account" ->
                new Instrument(
                        Method.VIRTUAL_ACCOUNT,
                        "X%013d".formatted(ThreadLocalRandom.current().nextLong(10_000_000_000_000L)),
                        null);
            default -> throw Refusal.badRequest("method must be card, easy or account.");
        };
    }

    /** The chosen scenario; without a choice, the one of the magic card number. */
    static Scenario scenario(PayForm form) {
        if (!form.scenario.isEmpty()) {
            return Scenario.bySlug(form.scenario)
                    .orElseThrow(() -> Refusal.badRequest("scenario is not one of the list on the page."));
        }
        return form.method.equals("card")
                ? Scenario.byCard(digits(form.card)).orElse(Scenario.NORMAL)
                : Scenario.NORMAL;
    }

    private static String digits(String card) {
        String digits = card.replaceAll("[ -]", "");
        if (!digits.matches("[0-9]{14,16}")) {
            throw Refusal.badRequest("card must have 14 to 16 digits.");
        }
        return digits;
    }

    private static String masked(String digits) {
        return digits.substring(0, 8) + "*".repeat(digits.length() - 12) + digits.substring(digits.length() - 4);
    }

    private static String wallet(String name) {
        if (name.equals("나루페이") || name.equals("노을페이")) {
            return name;
        }
        throw Refusal.badRequest("wallet must be one of the list on the page.");
    }
}
