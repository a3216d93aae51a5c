package dev.naru.origin.jobs;

import dev.naru.origin.payment.Payments;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * {@code settlement}: compares each day's settlement file of the gateway with the database, the days of the last week that were missed included. A
 * difference is the operator's, so it does not fail the run; a file that cannot be had does, and is tried again with the next call.
 */
@Singleton
final class SettlementJob implements Job {

    private final Payments payments;

    SettlementJob(Payments payments) {
        this.payments = payments;
    }

    @Override
    public JobSpec spec() {
        return JobSpec.every("settlement", Duration.ofDays(1), Duration.ofHours(6));
    }

    @Override
    public boolean work(RunContext run) {
        Payments.SettledDays days = payments.compareSettlements();
        run.run(batch -> {
            batch.done(days.compared());
            batch.failed(days.missing());
        });
        return false;
    }
}
