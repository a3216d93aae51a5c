package dev.naru.origin.jobs;

import dev.naru.origin.payment.Payments;
import dev.naru.origin.payment.Reconciliation;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * {@code payment_reconcile}: settles payments whose outcome is not known, and compares the settled ones with the gateway. Payment leases each one by
 * itself. A difference that it could not fix counts as failed.
 */
@Singleton
final class PaymentReconcileJob implements Job {

    private static final int PAYMENTS_AT_ONCE = 20;

    private final Payments payments;

    PaymentReconcileJob(Payments payments) {
        this.payments = payments;
    }

    @Override
    public JobSpec spec() {
        return JobSpec.every("payment_reconcile", Duration.ofMinutes(1), Duration.ofMinutes(5));
    }

    @Override
    public boolean work(RunContext run) {
        int settled = payments.resolveDue(PAYMENTS_AT_ONCE);
        run.run(batch -> batch.done(settled));
        if (!run.mayGoOn()) {
            return true;
        }
        Reconciliation compared = payments.reconcile(PAYMENTS_AT_ONCE);
        long unfixed = compared.differences().stream()
                .filter(difference -> !difference.fixed())
                .count();
        run.run(batch -> {
            batch.done(compared.checked() - unfixed);
            batch.failed(unfixed);
            batch.retrying(compared.unanswered());
        });
        return settled >= PAYMENTS_AT_ONCE || compared.checked() >= PAYMENTS_AT_ONCE;
    }
}
