package dev.naru.origin.payment;

import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Journal;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what became of payments whose approval got no clear answer: inquire first, then decide. Rows are claimed by
 * a lease on database time, so replicas share the work and a dead one's share comes back.
 */
@Singleton
class Resolver {

    private static final Logger LOG = Logger.getLogger(Resolver.class);
    private static final String ACTOR = "sweeper";

    private final Database database;
    private final PaymentConfig config;
    private final PaymentRows rows;
    private final Attempts attempts;
    private final Providers providers;
    private final Settlement settlement;
    private final Refunds refunds;
    private final Webhooks webhooks;
    private final PaymentMetrics metrics;
    private final Journal journal;

    Resolver(
            Database database,
            PaymentConfig config,
            PaymentRows rows,
            Attempts attempts,
            Providers providers,
            Settlement settlement,
            Refunds refunds,
            Webhooks webhooks,
            PaymentMetrics metrics,
            Journal journal) {
        this.database = database;
        this.config = config;
        this.rows = rows;
        this.attempts = attempts;
        this.providers = providers;
        this.settlement = settlement;
        this.refunds = refunds;
        this.webhooks = webhooks;
        this.metrics = metrics;
        this.journal = journal;
    }

    int resolveDue(int limit) {
        database.run(tx -> rows.abandonExpiredLeases(tx, limit)
                .forEach(payment -> journal.add(
                        tx, payment.orderNo(), ACTOR, "payment.unknown", payment.approveKey(), "lease expired")));
        List<Payment> due = database.transaction(tx -> rows.claimDue(tx, limit));
        // All at once: one after the other, a slow gateway would outlast the later ones' leases.
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            due.forEach(payment -> threads.execute(() -> resolveOne(payment)));
        }
        int looked = due.size() + refunds.runDue(limit, ACTOR) + webhooks.applyDue(limit);
        metrics.oldestUnknown(database.transaction(rows::oldestUnknownS));
        return looked;
    }

    private void resolveOne(Payment payment) {
        try {
            resolve(payment);
        } catch (RuntimeException e) {
            // One bad payment must not keep the others waiting; its lease runs out and it is tried again.
            LOG.errorf(e, "resolving payment %s of order %s", payment.id(), payment.orderNo());
        }
    }

    private void resolve(Payment payment) {
        PaymentProvider provider = providers.named(payment.provider());
        if (provider.netCancels() && payment.status() == PaymentStatus.RESOLVING && netCancelled(provider, payment)) {
            return;
        }
        PgInquiry inquiry = provider.inquire(payment);
        switch (inquiry) {
            case PgInquiry.Found(PgPayment pg) -> found(payment, pg);
            case PgInquiry.NotFound _ -> notProcessed(payment, "the gateway does not know it");
            case PgInquiry.Unknown(String reason) -> {
                LOG.warnf("inquiry of payment %s: %s", payment.id(), reason);
                release(payment);
            }
        }
    }

    /** False when there was nothing to undo so far: an inquiry decides. */
    private boolean netCancelled(PaymentProvider provider, Payment payment) {
        String key = payment.netCancelKey();
        boolean open = database.transaction(tx -> {
            // Under the row's lock: either the approval's own commit comes first and this is over, or it finds the
            // attempt and stands back.
            if (rows.lock(tx, payment.id()).status() != PaymentStatus.RESOLVING) {
                return false;
            }
            attempts.begin(tx, payment, key, "NET_CANCEL");
            journal.addOnce(
                    tx, payment.orderNo(), ACTOR, "payment.net-cancel-requested", key, "approval without an answer");
            return true;
        });
        if (!open) {
            return true;
        }
        PgAnswer answer = provider.netCancel(payment);
        database.run(tx -> attempts.end(tx, key, answer));
        switch (answer) {
            case PgAnswer.Success(PgPayment pg) -> settlement.found(payment.id(), pg, ACTOR);
            case PgAnswer.Declined _ -> {
                return false;
            }
            case PgAnswer.Pending _, PgAnswer.Unknown _ ->
                LOG.warnf("net cancel of payment %s: no answer", payment.id());
        }
        release(payment);
        return true;
    }

    private void found(Payment payment, PgPayment pg) {
        if (!pg.isFor(payment) && payment.status() == PaymentStatus.RESOLVING) {
            // The buyer came back with the key of another payment: this one can never be approved under it.
            settlement.found(payment.id(), pg, ACTOR);
            settlement.failed(payment, "the key is another payment's", ACTOR);
            handOver(payment, pg);
            return;
        }
        if (pg.status() == PgPayment.Status.WAITING_FOR_DEPOSIT && overdue(payment)) {
            settlement.overdue(payment, ACTOR);
            release(payment);
            return;
        }
        boolean waitsForApproval = pg.status() == PgPayment.Status.IN_PROGRESS || pg.status() == PgPayment.Status.READY;
        if (!waitsForApproval) {
            settlement.found(payment.id(), pg, ACTOR);
            release(payment);
        } else if (payment.status() == PaymentStatus.RESOLVING
                && !providers.named(payment.provider()).netCancels()
                && !windowOver(payment.unknownSince())) {
            askAgain(payment);
        } else {
            notProcessed(payment, "not approved within the gateway's time");
        }
    }

    /** What the gateway did under that key belongs to the payment that it names. */
    private void handOver(Payment payment, PgPayment pg) {
        Optional<Payment> owner = database.transaction(tx -> {
            rows.freeKey(tx, payment.id());
            return rows.findByPgOrderId(tx, payment.provider(), pg.orderId());
        });
        owner.ifPresent(found -> settlement.found(found.id(), pg, ACTOR));
    }

    /** The gateway never got it, or not yet. The key is the first call's, so both together charge once. */
    private void askAgain(Payment payment) {
        database.run(tx -> attempts.begin(tx, payment, payment.approveKey(), "APPROVE"));
        PgAnswer answer = providers.named(payment.provider()).approve(payment);
        settlement.answered(payment, answer, ACTOR);
        release(payment);
    }

    private void notProcessed(Payment payment, String reason) {
        if (payment.status() == PaymentStatus.RESOLVING && windowOver(payment.unknownSince())) {
            settlement.failed(payment, reason, ACTOR);
        } else {
            release(payment);
        }
    }

    private static boolean overdue(Payment payment) {
        return payment.deposit() != null && payment.deposit().dueAt().isBefore(Instant.now());
    }

    private boolean windowOver(@Nullable Instant unknownSince) {
        return unknownSince != null
                && Duration.between(unknownSince, Instant.now()).compareTo(config.approvalWindow()) > 0;
    }

    private void release(Payment payment) {
        database.run(tx -> rows.release(tx, payment));
    }
}
