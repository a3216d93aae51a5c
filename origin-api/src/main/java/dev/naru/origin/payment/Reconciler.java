package dev.naru.origin.payment;

import dev.naru.origin.payment.Reconciliation.Difference;
import dev.naru.origin.payment.Reconciliation.Kind;
import dev.naru.origin.platform.Database;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares the settled payments of the last 24 hours with the gateway, each at most once an hour. */
@Singleton
class Reconciler {

    private final Database database;
    private final PaymentRows rows;
    private final Providers providers;
    private final Settlement settlement;
    private final Differences differences;

    Reconciler(
            Database database, PaymentRows rows, Providers providers, Settlement settlement, Differences differences) {
        this.database = database;
        this.rows = rows;
        this.providers = providers;
        this.settlement = settlement;
        this.differences = differences;
    }

    Reconciliation reconcile(int limit) {
        List<Payment> recent = database.transaction(tx -> rows.claimUnchecked(tx, limit));
        List<Difference> found = new ArrayList<>();
        int unanswered = 0;
        for (Payment payment : recent) {
            PgInquiry inquiry = providers.named(payment.provider()).inquire(payment);
            if (inquiry instanceof PgInquiry.Unknown) {
                database.run(tx -> rows.uncheck(tx, payment.id()));
                unanswered++;
                continue;
            }
            difference(payment, inquiry).ifPresent(difference -> {
                differences.report(difference);
                found.add(difference);
            });
        }
        return new Reconciliation(recent.size() - unanswered, unanswered, found);
    }

    private Optional<Difference> difference(Payment payment, PgInquiry inquiry) {
        if (!(inquiry instanceof PgInquiry.Found(PgPayment pg))) {
            return believedPaid(payment) ? of(payment, Kind.DATABASE_ONLY, "nothing", false) : Optional.empty();
        }
        boolean pgHasMoney = pg.status() == PgPayment.Status.DONE || pg.status() == PgPayment.Status.PARTIAL_CANCELED;
        if (pgHasMoney && !pg.sameMoney(payment)) {
            return of(payment, Kind.AMOUNT_DIFFERS, pg.amount() + " " + pg.currency(), false);
        }
        if (pgHasMoney && believedPaid(payment) && pg.amount() - pg.balance() != payment.refunded()) {
            return of(payment, Kind.AMOUNT_DIFFERS, pg.balance() + " " + pg.currency() + " left", false);
        }
        if (agree(payment.status(), pg.status())) {
            return Optional.empty();
        }
        if (pg.status() == PgPayment.Status.DONE && !believedPaid(payment)) {
            settlement.found(payment.id(), pg, "reconciliation");
            return of(payment, Kind.PG_ONLY, pg.status().name(), true);
        }
        return of(payment, Kind.STATUS_DIFFERS, pg.status().name(), false);
    }

    private static boolean believedPaid(Payment payment) {
        return payment.status() == PaymentStatus.PAID
                || payment.status() == PaymentStatus.PARTIAL_CANCELLED
                || payment.status() == PaymentStatus.CANCELLED;
    }

    private static boolean agree(PaymentStatus ours, PgPayment.Status theirs) {
        return switch (theirs) {
            case DONE -> ours == PaymentStatus.PAID;
            case PARTIAL_CANCELED -> ours == PaymentStatus.PARTIAL_CANCELLED;
            case CANCELED -> ours == PaymentStatus.CANCELLED || ours.dead();
            case WAITING_FOR_DEPOSIT -> ours == PaymentStatus.WAITING_DEPOSIT;
            case READY, IN_PROGRESS, ABORTED, EXPIRED ->
                ours == PaymentStatus.READY || ours == PaymentStatus.AUTHENTICATED || ours.dead();
        };
    }

    private static Optional<Difference> of(Payment payment, Kind kind, String theirs, boolean fixed) {
        String ours = payment.status() + " " + payment.amount() + " " + payment.currency();
        return Optional.of(new Difference(payment.pgOrderId(), kind, ours, theirs, fixed));
    }
}
