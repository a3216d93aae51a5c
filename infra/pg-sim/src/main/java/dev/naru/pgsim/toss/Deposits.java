package dev.naru.pgsim.toss;

import dev.naru.pgsim.ledger.Ledger;
import dev.naru.pgsim.ledger.Transaction;
import dev.naru.pgsim.payment.Cancel;
import dev.naru.pgsim.payment.Method;
import dev.naru.pgsim.payment.Payment;
import dev.naru.pgsim.payment.PaymentKeys;
import dev.naru.pgsim.payment.PaymentStatus;
import dev.naru.pgsim.payment.Scenario;
import dev.naru.pgsim.platform.PgSimConfig;
import dev.naru.pgsim.webhook.Webhooks;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The buyer of a virtual account: deposits a while after the account was issued, and in one scenario takes it back
 * later. What is due is read off the ledger, so a restart forgets nobody.
 */
@Singleton
final class Deposits {
    private static final Logger LOG = Logger.getLogger(Deposits.class);

    private static final Duration VALID_FOR = Duration.ofDays(7);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("deposits").factory());
    private final Ledger ledger;
    private final Webhooks webhooks;
    private final Duration after;

    Deposits(Ledger ledger, Webhooks webhooks, PgSimConfig config) {
        this.ledger = ledger;
        this.webhooks = webhooks;
        after = config.depositAfter();
    }

    /** Looks at the payment after the configured wait. Called for nothing, it changes nothing. */
    void expect(String paymentKey) {
        try {
            timer.schedule(() -> step(paymentKey), after.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debugf("Stopping: the deposit for %s arrives after the next start", paymentKey);
        }
    }

    void resume(@Observes StartupEvent start) {
        ledger.payments().stream()
                .filter(Deposits::due)
                .map(Payment::paymentKey)
                .forEach(this::expect);
    }

    void stop(@Observes ShutdownEvent stop) {
        timer.shutdownNow();
    }

    private void step(String paymentKey) {
        try {
            Optional<String> event = ledger.transact(
                    t -> t.find(paymentKey).filter(Deposits::due).map(payment -> move(t, payment)));
            event.ifPresent(webhooks::dispatch);
        } catch (RuntimeException e) {
            LOG.errorf(e, "The deposit for %s could not be recorded", paymentKey);
        }
    }

    private String move(Transaction t, Payment payment) {
        if (payment.status() == PaymentStatus.DONE) {
            Cancel all = new Cancel(PaymentKeys.next("tx"), payment.balance(), "입금 취소", t.now());
            return webhooks.record(t, t.put(payment.canceled(all)));
        }
        Payment paid = t.put(payment.deposited(amount(payment), t.now()));
        if (due(paid)) {
            expect(paid.paymentKey());
        }
        return webhooks.record(t, paid);
    }

    /** Until when a deposit counts: soon, where a scenario lets that time go by. */
    Instant due(Payment payment, Instant now) {
        return switch (payment.scenario()) {
            case DEPOSIT_NEVER, DEPOSIT_LATE -> now.plus(after.dividedBy(2));
            default -> now.plus(VALID_FOR);
        };
    }

    private static boolean due(Payment p) {
        if (p.instrument().method() != Method.VIRTUAL_ACCOUNT) {
            return false;
        }
        return switch (p.scenario()) {
            case DEPOSIT_NEVER -> false;
            case DEPOSIT_LATE -> p.status() == PaymentStatus.WAITING_FOR_DEPOSIT || p.status() == PaymentStatus.EXPIRED;
            case DEPOSIT_REVERSED ->
                p.status() == PaymentStatus.WAITING_FOR_DEPOSIT || p.status() == PaymentStatus.DONE;
            default -> p.status() == PaymentStatus.WAITING_FOR_DEPOSIT;
        };
    }

    /** A tenth too little in the scenario of that name, and never nothing. */
    private static long amount(Payment p) {
        long asked = p.purchase().amount();
        return p.scenario() == Scenario.DEPOSIT_WRONG_AMOUNT ? Math.max(asked - asked / 10 - 1, 1) : asked;
    }
}
