package dev.naru.origin.jobs;

import dev.naru.origin.platform.Alarm;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * {@code auto_payment}: charges the subscriptions that are due. Each charge is three steps: a fenced commit that claims the period, the call to the
 * gateway with no transaction open, a fenced commit of what it answered. Whatever is lost in between is asked about again under the same order id.
 */
@Singleton
final class AutoPaymentJob implements Job {

    private static final int OPENED_AT_ONCE = 200;
    private static final int CHARGES_AT_ONCE = 50;

    private final BillingRepository billing;
    private final Notifications notifications;
    private final BillingGateway gateway;
    private final BillingConfig config;
    private final Alarm alarm;
    private final Dunning dunning;
    private final Backoff unknownBackoff;

    AutoPaymentJob(
            BillingRepository billing,
            Notifications notifications,
            BillingGateway gateway,
            BillingConfig config,
            Alarm alarm) {
        this.billing = billing;
        this.notifications = notifications;
        this.gateway = gateway;
        this.config = config;
        this.alarm = alarm;
        this.dunning = new Dunning(config.dunningDays());
        this.unknownBackoff = new Backoff(config.unknownRetry(), config.unknownRetryCap());
    }

    @Override
    public JobSpec spec() {
        return JobSpec.every("auto_payment", Duration.ofMinutes(1), Duration.ofMinutes(5));
    }

    @Override
    public boolean work(RunContext run) {
        if (!config.enabled()) {
            throw new IllegalStateException("naru.billing.enabled is false: nothing is charged");
        }
        int opened = run.commit(batch -> billing.openDue(batch.tx(), run.businessDate(), OPENED_AT_ONCE));
        for (int charged = 0; charged < CHARGES_AT_ONCE && run.mayGoOn(); charged++) {
            Optional<BillingCycle> cycle = run.commit(batch -> claim(run, batch));
            if (cycle.isEmpty()) {
                return opened == OPENED_AT_ONCE || !run.mayGoOn();
            }
            BillingGateway.Outcome outcome = charge(cycle.get());
            run.run(batch -> settle(run, batch, cycle.get(), outcome));
        }
        return true;
    }

    private Optional<BillingCycle> claim(RunContext run, RunContext.Batch batch) {
        if (batch.paused()) {
            return Optional.empty();
        }
        Optional<BillingCycle> next = billing.nextChargeable(batch.tx(), run.businessDate(), batch.token());
        next.ifPresent(cycle -> {
            if (!billing.spend(batch.tx(), run.runId(), cycle.amount(), config.maxAmountPerRun())) {
                String text =
                        "the cap of %d KRW per run is reached; raise naru.billing.max-amount-per-run if so much is due"
                                .formatted(config.maxAmountPerRun());
                alarm.raise("charge-cap", text);
                throw new IllegalStateException(text);
            }
            billing.claim(batch.tx(), cycle, batch.token());
        });
        return next;
    }

    private BillingGateway.Outcome charge(BillingCycle cycle) {
        try {
            return gateway.charge(cycle);
        } catch (RuntimeException e) {
            // The call may have left this machine before it failed.
            Log.errorf(e, "charge %s ended without an answer", cycle.pgOrderId());
            return new BillingGateway.Outcome.Unknown(e.toString());
        }
    }

    private void settle(RunContext run, RunContext.Batch batch, BillingCycle cycle, BillingGateway.Outcome outcome) {
        switch (outcome) {
            case BillingGateway.Outcome.Paid paid -> {
                billing.markPaid(batch.tx(), cycle, paid.paymentKey());
                notifications.add(batch.tx(), BillingMessages.paid(cycle));
                batch.done(1);
            }
            case BillingGateway.Outcome.Declined declined -> settleDecline(run, batch, cycle, declined);
            case BillingGateway.Outcome.Unknown unknown -> {
                Duration wait = unknownBackoff.after(cycle.unanswered() + 1, ThreadLocalRandom.current());
                billing.markUnknown(batch.tx(), cycle, unknown.reason(), wait);
                batch.retrying(1);
                if (cycle.unanswered() + 1 == config.unknownAlarmAfter()) {
                    alarm.raise(
                            "charge-unanswered",
                            "%s has no definite answer after %d tries: %s. Compare it with the gateway's ledger."
                                    .formatted(cycle.pgOrderId(), config.unknownAlarmAfter(), unknown.reason()));
                }
            }
        }
    }

    private void settleDecline(
            RunContext run, RunContext.Batch batch, BillingCycle cycle, BillingGateway.Outcome.Declined declined) {
        LocalDate today = run.businessDate();
        LocalDate firstDeclinedOn = firstDeclinedOn(cycle.firstDeclinedOn(), today);
        Optional<LocalDate> next =
                declined.hard() ? Optional.empty() : dunning.next(firstDeclinedOn, cycle.attempt(), today);
        if (next.isPresent()) {
            billing.markDeclined(batch.tx(), cycle, declined.code(), firstDeclinedOn, next.get());
            notifications.add(batch.tx(), BillingMessages.declined(cycle, next.get()));
            batch.retrying(1);
        } else {
            billing.markFailed(batch.tx(), cycle, declined.code(), declined.hard());
            notifications.add(
                    batch.tx(), declined.hard() ? BillingMessages.cardNeeded(cycle) : BillingMessages.suspended(cycle));
            batch.failed(1);
        }
    }

    private static LocalDate firstDeclinedOn(@Nullable LocalDate earlier, LocalDate today) {
        return earlier == null ? today : earlier;
    }
}
