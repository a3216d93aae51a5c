package dev.naru.origin.jobs;

import dev.naru.origin.platform.Alarm;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * {@code auto_payment}: charges the subscriptions that are due, in waves of a bounded number of cards. Each wave is three steps: a fenced commit that
 * claims the periods, the calls to the gateway with no transaction open, a fenced commit of what it answered. Whatever is lost in between is asked
 * about again under the same order id. Memory holds one wave, however many are due.
 */
@Singleton
final class AutoPaymentJob implements Job {

    private static final int OPENED_AT_ONCE = 512;
    /** New charges without an answer, one after the other, after which the gateway is taken to be away and the run ends. */
    static final int SILENT_AFTER = 32;

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
        if (config.chargesAtOnce() < 1 || config.chargesAtOnce() > 256) {
            throw new IllegalArgumentException(
                    "naru.billing.charges-at-once must be 1 to 256: " + config.chargesAtOnce());
        }
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

    /** A period and what the gateway said. */
    private record Charged(BillingCycle cycle, BillingGateway.Outcome outcome) {}

    @Override
    public boolean work(RunContext run) throws InterruptedException {
        if (!config.enabled()) {
            throw new IllegalStateException("naru.billing.enabled is false: nothing is charged");
        }
        int opened = run.commit(batch -> billing.openDue(batch.tx(), run.businessDate(), OPENED_AT_ONCE));
        int silent = 0;
        for (int charged = 0; charged < OPENED_AT_ONCE && run.mayGoOn(); ) {
            List<BillingCycle> wave = run.commit(batch -> claim(run, batch));
            if (wave.isEmpty()) {
                // A period that was paid makes room for the next one, which may be due as well.
                return opened > 0 || charged > 0 || !run.mayGoOn();
            }
            List<Charged> answers = Parallel.map(wave, this::charge);
            run.run(batch -> settle(run, batch, answers));
            silent = silentSince(silent, answers);
            charged += wave.size();
        }
        return true;
    }

    private List<BillingCycle> claim(RunContext run, RunContext.Batch batch) {
        if (batch.paused()) {
            return List.of();
        }
        List<BillingCycle> next =
                billing.nextChargeable(batch.tx(), run.businessDate(), batch.token(), config.chargesAtOnce());
        if (next.isEmpty()) {
            return next;
        }
        List<BillingCycle> within = new ArrayList<>();
        long left = config.maxAmountPerRun() - billing.spent(batch.tx(), run.runId());
        long amount = 0;
        for (BillingCycle cycle : next) {
            if (amount + cycle.amount() > left) {
                break;
            }
            amount += cycle.amount();
            within.add(cycle);
        }
        if (within.isEmpty()) {
            String text =
                    "the cap of %d KRW per run is reached; raise naru.billing.max-amount-per-run if so much is due"
                            .formatted(config.maxAmountPerRun());
            alarm.raise("charge-cap", text);
            throw new IllegalStateException(text);
        }
        billing.spend(batch.tx(), run.runId(), amount);
        billing.claim(batch.tx(), within, batch.token());
        return within;
    }

    private Charged charge(BillingCycle cycle) {
        try {
            return new Charged(cycle, gateway.charge(cycle));
        } catch (RuntimeException e) {
            // The call may have left this machine before it failed.
            Log.errorf(e, "charge %s ended without an answer", cycle.pgOrderId());
            return new Charged(cycle, new BillingGateway.Outcome.Unknown(e.toString()));
        }
    }

    private void settle(RunContext run, RunContext.Batch batch, List<Charged> answers) {
        List<BillingRepository.Payment> payments = new ArrayList<>();
        List<Message> thanks = new ArrayList<>();
        for (Charged charged : answers) {
            BillingCycle cycle = charged.cycle();
            switch (charged.outcome()) {
                case BillingGateway.Outcome.Paid(String key) -> {
                    payments.add(new BillingRepository.Payment(cycle, key));
                    thanks.add(BillingMessages.paid(cycle));
                }
                case BillingGateway.Outcome.Declined declined -> settleDecline(run, batch, cycle, declined);
                case BillingGateway.Outcome.Unknown(String reason) -> settleUnknown(batch, cycle, reason);
            }
        }
        if (!payments.isEmpty()) {
            billing.markPaid(batch.tx(), payments);
            notifications.add(batch.tx(), thanks);
            batch.done(payments.size());
        }
    }

    private void settleUnknown(RunContext.Batch batch, BillingCycle cycle, String reason) {
        Duration wait = unknownBackoff.after(cycle.unanswered() + 1, ThreadLocalRandom.current());
        billing.markUnknown(batch.tx(), cycle, reason, wait);
        batch.retrying(1);
        if (cycle.unanswered() + 1 == config.unknownAlarmAfter()) {
            alarm.raise(
                    "charge-unanswered",
                    "%s has no definite answer after %d tries: %s. Compare it with the gateway's ledger."
                            .formatted(cycle.pgOrderId(), config.unknownAlarmAfter(), reason));
        }
    }

    private void settleDecline(
            RunContext run, RunContext.Batch batch, BillingCycle cycle, BillingGateway.Outcome.Declined declined) {
        LocalDate today = run.businessDate();
        LocalDate firstDeclinedOn = firstDeclinedOn(cycle.firstDeclinedOn(), today);
        LocalDate next = declined.hard()
                ? null
                : dunning.next(firstDeclinedOn, cycle.attempt(), today).orElse(null);
        if (next != null) {
            billing.markDeclined(batch.tx(), cycle, declined.code(), firstDeclinedOn, next);
            notifications.add(batch.tx(), List.of(BillingMessages.declined(cycle, next)));
            batch.retrying(1);
        } else {
            billing.markFailed(batch.tx(), cycle, declined.code(), declined.hard());
            notifications.add(
                    batch.tx(),
                    List.of(declined.hard() ? BillingMessages.cardNeeded(cycle) : BillingMessages.suspended(cycle)));
            batch.failed(1);
        }
    }

    private static LocalDate firstDeclinedOn(@Nullable LocalDate earlier, LocalDate today) {
        return earlier == null ? today : earlier;
    }

    /**
     * How many new charges have had no answer since the last one that had. Repeats are left out: a few cards that never answer must not end each run.
     *
     * @throws IllegalStateException when it is the gateway that is away: what is due stays due, and the next run tries it
     */
    private int silentSince(int before, List<Charged> answers) {
        int silent = before;
        for (Charged charged : answers) {
            if (!(charged.outcome() instanceof BillingGateway.Outcome.Unknown)) {
                silent = 0;
            } else if (charged.cycle().unanswered() == 0) {
                silent++;
            }
        }
        if (silent >= SILENT_AFTER) {
            String text = "the gateway left %d new charges in a row without an answer; the rest waits for the next run"
                    .formatted(silent);
            alarm.raise("gateway-silent", text);
            throw new IllegalStateException(text);
        }
        return silent;
    }
}
