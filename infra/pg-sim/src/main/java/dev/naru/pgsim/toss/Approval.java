package dev.naru.pgsim.toss;

import dev.naru.pgsim.ledger.Transaction;
import dev.naru.pgsim.payment.Failure;
import dev.naru.pgsim.payment.Method;
import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.payment.PaymentView;
import dev.naru.pgsim.platform.Transmission;
import dev.naru.pgsim.webhook.Webhooks;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;

/** Moves the money of an authenticated payment, or whatever its scenario does instead. */
@Singleton
final class Approval {
    private static final int REFUSALS_OF_RATE_LIMIT = 2;
    private static final int MAX_COUNTED = 1_000;

    private final Webhooks webhooks;
    private final Deposits deposits;
    /** How often a rate-limited payment was turned down; guarded by itself. A restart starts over. */
    private final Map<String, Integer> turnedDown = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MAX_COUNTED;
        }
    };

    Approval(Webhooks webhooks, Deposits deposits) {
        this.webhooks = webhooks;
        this.deposits = deposits;
    }

    Decision decide(Transaction t, Payment payment) {
        return switch (payment.scenario()) {
            case STICKY_500 -> Decision.refuse(TossError.FAILED_INTERNAL_SYSTEM_PROCESSING);
            case DUPLICATE_ORDER -> Decision.refuse(TossError.DUPLICATED_ORDER_ID);
            case DECLINED_AT_CONFIRM -> decline(t, payment, TossError.REJECT_CARD_PAYMENT);
            case RATE_LIMITED ->
                turnsDown(payment)
                        ? Decision.refuse(TossError.TOO_MANY_REQUESTS).forgotten()
                        : approve(t, payment);
            case ANSWER_LOST -> approve(t, payment).by(Transmission.CUT);
            case HANG -> approve(t, payment).by(Transmission.HANG);
            case WEBHOOK_FIRST -> approve(t, payment).by(Transmission.WEBHOOK_FIRST);
            default -> approve(t, payment);
        };
    }

    Decision decline(Transaction t, Payment payment, TossError error) {
        Payment aborted = t.put(payment.aborted(new Failure(error.name(), error.message())));
        return Decision.refuse(error).telling(webhooks.record(t, aborted));
    }

    private Decision approve(Transaction t, Payment payment) {
        boolean account = payment.instrument().method() == Method.VIRTUAL_ACCOUNT;
        Payment next =
                t.put(account ? payment.awaitingDeposit(deposits.due(payment, t.now())) : payment.approved(t.now()));
        if (account) {
            // Safe before the commit: the deposit looks at the ledger again when it is due.
            deposits.expect(next.paymentKey());
        }
        return Decision.ok(PaymentView.of(next)).telling(webhooks.record(t, next));
    }

    private boolean turnsDown(Payment payment) {
        synchronized (turnedDown) {
            return turnedDown.merge(payment.paymentKey(), 1, Integer::sum) <= REFUSALS_OF_RATE_LIMIT;
        }
    }
}
