package dev.naru.origin.payment;

import dev.naru.origin.platform.Alarm;
import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Journal;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * T2: brings the database in line with what the gateway says, in one transaction. Every way of learning it (the answer to
 * an approval, a webhook's inquiry, the sweeper's, the reconciliation's) ends here, in any order and as often as it
 * likes: the row locks of order and payment make one of them first, and the rest find nothing to do.
 */
@Singleton
class Settlement {

    private final Database database;
    private final PaymentRows rows;
    private final Attempts attempts;
    private final Refunds refunds;
    private final OrderBook orders;
    private final Journal journal;
    private final Alarm alarm;

    Settlement(
            Database database,
            PaymentRows rows,
            Attempts attempts,
            Refunds refunds,
            OrderBook orders,
            Journal journal,
            Alarm alarm) {
        this.database = database;
        this.rows = rows;
        this.attempts = attempts;
        this.refunds = refunds;
        this.orders = orders;
        this.journal = journal;
        this.alarm = alarm;
    }

    /** Settles the answer to an approval. Returns the payment's state afterwards. */
    PaymentStatus answered(Payment asked, PgAnswer answer, String actor) {
        return database.transaction(tx -> {
            attempts.end(tx, asked.approveKey(), answer);
            return switch (answer) {
                case PgAnswer.Success success -> approved(tx, asked, success.payment(), actor);
                case PgAnswer.Pending pending -> apply(tx, asked.id(), pending.payment(), actor);
                case PgAnswer.Declined declined -> declined(tx, asked, declined, actor);
                case PgAnswer.Unknown unknown -> unknown(tx, asked, unknown.reason(), actor);
            };
        });
    }

    /** Applies what an inquiry found. Returns the payment's state afterwards. */
    PaymentStatus found(UUID id, PgPayment pg, String actor) {
        return database.transaction(tx -> apply(tx, id, pg, actor));
    }

    /** Ends a payment in RESOLVING that the gateway will not approve any more. */
    PaymentStatus failed(Payment resolving, String reason, String actor) {
        return database.transaction(tx -> {
            Payment payment = lock(tx, resolving.id());
            if (payment.status() != PaymentStatus.RESOLVING) {
                return payment.status();
            }
            return end(tx, payment, PaymentStatus.FAILED, reason, actor);
        });
    }

    /**
     * Nobody has paid into a virtual account in time: it is closed at the gateway, and then the order may end. A deposit that crosses the closing
     * makes the gateway refuse it, and counts.
     */
    void overdue(Payment waiting, String actor) {
        database.run(tx -> {
            Payment payment = lock(tx, waiting.id());
            if (payment.status() == PaymentStatus.WAITING_DEPOSIT) {
                refunds.request(tx, payment, Refunds.Kind.VOID, payment.amount(), null, "deposit-overdue")
                        .ifPresent(
                                key -> journal.add(tx, payment.orderNo(), actor, "payment.deposit-overdue", key, null));
            }
        });
    }

    private Payment lock(Tx tx, UUID id) {
        Payment unlocked = rows.find(tx, id).orElseThrow(() -> new IllegalStateException("no payment " + id));
        orders.lock(tx, unlocked.orderNo());
        return rows.lock(tx, id);
    }

    /** A yes that is heard of only when a net cancel has begun must not count: the resolver says what remains. */
    private PaymentStatus approved(Tx tx, Payment asked, PgPayment pg, String actor) {
        Payment payment = lock(tx, asked.id());
        boolean beingUndone = payment.status() == PaymentStatus.RESOLVING && attempts.begun(tx, payment.netCancelKey());
        return beingUndone ? payment.status() : apply(tx, payment, pg, actor);
    }

    private PaymentStatus apply(Tx tx, UUID id, PgPayment pg, String actor) {
        return apply(tx, lock(tx, id), pg, actor);
    }

    private PaymentStatus apply(Tx tx, Payment payment, PgPayment pg, String actor) {
        if (!pg.isFor(payment)) {
            return stranger(tx, payment, pg, actor);
        }
        return switch (pg.status()) {
            case DONE -> pg.sameMoney(payment) ? paid(tx, payment, pg, actor) : otherMoney(tx, payment, pg, actor);
            case WAITING_FOR_DEPOSIT -> waiting(tx, payment, pg, actor);
            case CANCELED -> cancelled(tx, payment, pg, actor);
            case PARTIAL_CANCELED -> partlyCancelled(tx, payment, pg, actor);
            case ABORTED, EXPIRED -> ended(tx, payment, pg, actor);
            case IN_PROGRESS -> authenticated(tx, payment, pg, actor);
            case READY -> payment.status();
        };
    }

    private PaymentStatus paid(Tx tx, Payment payment, PgPayment pg, String actor) {
        return switch (payment.status()) {
            case PAID, PARTIAL_CANCELLED, CANCELLED -> payment.status();
            case DECLINED, FAILED, VOIDED, EXPIRED -> giveBack(tx, payment, pg, "paid-after-end", actor);
            case READY, AUTHENTICATED, APPROVING, UNKNOWN, RESOLVING, WAITING_DEPOSIT -> {
                if (!orders.paid(tx, payment.orderNo(), actor)) {
                    yield giveBack(tx, payment, pg, "paid-for-dead-order", actor);
                }
                rows.moveAs(tx, payment, PaymentStatus.PAID, pg);
                journal.add(tx, payment.orderNo(), actor, "payment.paid", payment.approveKey(), pg.method());
                yield PaymentStatus.PAID;
            }
        };
    }

    /** Money was taken that must not stand: it is owed back from here on, whatever crashes. */
    private PaymentStatus giveBack(Tx tx, Payment payment, PgPayment pg, String kind, String actor) {
        Optional<String> key = refunds.request(tx, payment, Refunds.Kind.VOID, pg.balance(), null, kind);
        if (key.isPresent()) {
            alarm.raise(
                    kind,
                    "order " + payment.orderNo() + " payment " + payment.id() + " is " + payment.status() + " with "
                            + payment.amount() + " " + payment.currency() + " here, but the gateway took " + pg.amount()
                            + " " + pg.currency()
                            + "; it is being given back");
            journal.add(tx, payment.orderNo(), actor, "payment.void-requested", key.get(), kind);
        }
        if (payment.status().dead() || payment.status() == PaymentStatus.RESOLVING) {
            rows.park(tx, payment.id(), pg.key());
            return payment.status();
        }
        rows.moveAs(tx, payment, PaymentStatus.RESOLVING, pg);
        return PaymentStatus.RESOLVING;
    }

    private PaymentStatus otherMoney(Tx tx, Payment payment, PgPayment pg, String actor) {
        return switch (payment.status()) {
            case PAID, PARTIAL_CANCELLED, CANCELLED -> {
                alarm.raise(
                        "amount-mismatch",
                        "order " + payment.orderNo() + " is " + payment.status() + " with " + payment.amount() + " "
                                + payment.currency() + ", but the gateway now says " + pg.amount() + " "
                                + pg.currency());
                yield payment.status();
            }
            default -> giveBack(tx, payment, pg, "amount-mismatch", actor);
        };
    }

    /** The gateway answered for another payment. No money of that one is touched. */
    private PaymentStatus stranger(Tx tx, Payment payment, PgPayment pg, String actor) {
        alarm.raise(
                "order-mismatch",
                "asked for " + payment.pgOrderId() + " of order " + payment.orderNo() + ", the gateway answered for "
                        + pg.orderId());
        return payment.status() == PaymentStatus.APPROVING
                ? unknown(tx, payment, "answer for another payment", actor)
                : payment.status();
    }

    private PaymentStatus waiting(Tx tx, Payment payment, PgPayment pg, String actor) {
        if (!payment.status().canBecome(PaymentStatus.WAITING_DEPOSIT)) {
            return payment.status();
        }
        rows.moveAs(tx, payment, PaymentStatus.WAITING_DEPOSIT, pg);
        rows.pollDeposit(tx, payment.id(), pg.deposit());
        journal.add(tx, payment.orderNo(), actor, "payment.waiting-deposit", pg.key(), pg.method());
        return PaymentStatus.WAITING_DEPOSIT;
    }

    private PaymentStatus cancelled(Tx tx, Payment payment, PgPayment pg, String actor) {
        switch (payment.status()) {
            case PAID, PARTIAL_CANCELLED -> {
                orders.refunded(tx, payment.orderNo(), actor);
                rows.refunded(tx, payment, pg);
                return end(tx, payment, PaymentStatus.CANCELLED, null, actor);
            }
            case APPROVING, UNKNOWN, RESOLVING -> {
                // Its order was being cancelled, or still waits and may be paid anew.
                orders.refunded(tx, payment.orderNo(), actor);
                return end(tx, payment, PaymentStatus.VOIDED, "cancelled at the gateway", actor);
            }
            case WAITING_DEPOSIT -> {
                orders.refunded(tx, payment.orderNo(), actor);
                return end(tx, payment, PaymentStatus.EXPIRED, "cancelled at the gateway", actor);
            }
            default -> {
                return payment.status();
            }
        }
    }

    private PaymentStatus partlyCancelled(Tx tx, Payment payment, PgPayment pg, String actor) {
        if (payment.status() == PaymentStatus.PAID || payment.status() == PaymentStatus.PARTIAL_CANCELLED) {
            rows.refunded(tx, payment, pg);
        }
        return payment.status() == PaymentStatus.PAID
                ? end(tx, payment, PaymentStatus.PARTIAL_CANCELLED, null, actor)
                : payment.status();
    }

    private PaymentStatus ended(Tx tx, Payment payment, PgPayment pg, String actor) {
        String reason = "gateway: " + pg.status();
        return switch (payment.status()) {
            case APPROVING -> end(tx, payment, PaymentStatus.DECLINED, reason, actor);
            case UNKNOWN, RESOLVING -> end(tx, payment, PaymentStatus.FAILED, reason, actor);
            case WAITING_DEPOSIT -> {
                orders.refunded(tx, payment.orderNo(), actor);
                yield end(tx, payment, PaymentStatus.EXPIRED, reason, actor);
            }
            default -> payment.status();
        };
    }

    /** The buyer has authenticated, and we hear it from the gateway before their browser is back. */
    private PaymentStatus authenticated(Tx tx, Payment payment, PgPayment pg, String actor) {
        if (payment.status() != PaymentStatus.READY) {
            return payment.status();
        }
        rows.moveAs(tx, payment, PaymentStatus.AUTHENTICATED, pg);
        journal.add(tx, payment.orderNo(), actor, "payment.authenticated", pg.key(), pg.method());
        return PaymentStatus.AUTHENTICATED;
    }

    private PaymentStatus declined(Tx tx, Payment asked, PgAnswer.Declined declined, String actor) {
        Payment payment = lock(tx, asked.id());
        String reason = declined.code() + " " + declined.message();
        return switch (payment.status()) {
            case APPROVING -> end(tx, payment, PaymentStatus.DECLINED, reason, actor);
            case UNKNOWN, RESOLVING -> end(tx, payment, PaymentStatus.FAILED, reason, actor);
            default -> payment.status();
        };
    }

    private PaymentStatus unknown(Tx tx, Payment asked, String reason, String actor) {
        Payment payment = lock(tx, asked.id());
        if (payment.status() != PaymentStatus.APPROVING) {
            return payment.status();
        }
        rows.unknown(tx, payment, reason);
        journal.add(tx, payment.orderNo(), actor, "payment.unknown", payment.approveKey(), reason);
        return PaymentStatus.UNKNOWN;
    }

    private PaymentStatus end(Tx tx, Payment locked, PaymentStatus to, @Nullable String reason, String actor) {
        rows.move(tx, locked, to, reason);
        String event = "payment." + to.name().toLowerCase(Locale.ROOT).replace('_', '-');
        journal.add(tx, locked.orderNo(), actor, event, locked.providerKey(), reason);
        return to;
    }
}
