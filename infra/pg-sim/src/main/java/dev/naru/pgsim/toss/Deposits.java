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
        Payment paid = t.put(payment.approved(t.now()));
        if (due(paid)) {
            expect(paid.paymentKey());
        }
        return webhooks.record(t, paid);
    }

    private static boolean due(Payment p) {
        boolean toReverse = p.status() == PaymentStatus.DONE && p.scenario() == Scenario.DEPOSIT_REVERSED;
        return p.instrument().method() == Method.VIRTUAL_ACCOUNT
                && (p.status() == PaymentStatus.WAITING_FOR_DEPOSIT || toReverse);
    }
}
