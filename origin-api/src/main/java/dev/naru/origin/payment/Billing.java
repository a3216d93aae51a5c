package dev.naru.origin.payment;

import dev.naru.origin.platform.Alarm;
import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Hashes;
import dev.naru.origin.platform.Problem;
import dev.naru.origin.platform.Row;
import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Recurring charges: the same three steps as an approval, keyed by the PG orderId instead of a payment. */
@Singleton
class Billing {

    private final Database database;
    private final PaymentConfig config;
    private final Providers providers;
    private final Alarm alarm;

    Billing(Database database, PaymentConfig config, Providers providers, Alarm alarm) {
        this.database = database;
        this.config = config;
        this.providers = providers;
        this.alarm = alarm;
    }

    BillingOutcome charge(BillingCharge charge) {
        BillingOutcome settled = database.transaction(tx -> begin(tx, charge));
        if (settled != null) {
            return settled;
        }
        // A repeat after an unclear answer runs under the same key, so the gateway charges once.
        PgAnswer answer = providers.named(Providers.DEFAULT).chargeBillingKey(charge);
        BillingOutcome outcome = outcome(charge, answer);
        database.run(tx -> finish(tx, charge, outcome));
        return outcome;
    }

    /** T1: null when this caller is to ask the gateway, else what is known. */
    private @Nullable BillingOutcome begin(Tx tx, BillingCharge charge) {
        String hash = Hashes.sha256(
                charge.billingKey() + "\n" + charge.customerKey() + "\n" + charge.amount() + "\n" + charge.currency());
        int inserted = tx.update(
                """
                INSERT INTO billing_charges (pg_order_id, provider, request_hash, amount, currency, status, lease_until)
                VALUES (?, ?, ?, ?, ?, 'CHARGING', now() + ? * interval '1 millisecond') ON CONFLICT DO NOTHING
                """,
                charge.pgOrderId(),
                Providers.DEFAULT,
                hash,
                charge.amount(),
                charge.currency(),
                config.lease().toMillis());
        if (inserted == 1) {
            return null;
        }
        int taken = tx.update("""
                UPDATE billing_charges SET status = 'CHARGING', lease_until = now() + ? * interval '1 millisecond'
                 WHERE pg_order_id = ? AND request_hash = ?
                   AND (status = 'UNKNOWN' OR (status = 'CHARGING' AND lease_until < now()))
                """, config.lease().toMillis(), charge.pgOrderId(), hash);
        if (taken == 1) {
            return null;
        }
        return tx.one(
                        "SELECT * FROM billing_charges WHERE pg_order_id = ?",
                        row -> known(row, hash),
                        charge.pgOrderId())
                .orElseThrow();
    }

    private static BillingOutcome known(Row row, String hash) {
        if (!row.string("request_hash").equals(hash)) {
            throw Problem.unprocessable(
                    "billing-order-id-reused", "This orderId was used for another charge. Use a new one.");
        }
        return switch (row.string("status")) {
            case "PAID" -> new BillingOutcome.Paid(row.string("provider_key"));
            case "DECLINED" -> new BillingOutcome.Declined(row.string("code"), row.string("message"), row.bool("hard"));
            default -> new BillingOutcome.Unknown("another caller charges it now");
        };
    }

    private BillingOutcome outcome(BillingCharge charge, PgAnswer answer) {
        return switch (answer) {
            case PgAnswer.Success(PgPayment pg) -> {
                if (!pg.orderId().equals(charge.pgOrderId())
                        || pg.amount() != charge.amount()
                        || !pg.currency().equals(charge.currency())) {
                    alarm.raise(
                            "billing-mismatch",
                            "charged " + charge.amount() + " " + charge.currency() + " for " + charge.pgOrderId()
                                    + ", the gateway has " + pg.amount() + " " + pg.currency() + " for "
                                    + pg.orderId());
                    yield new BillingOutcome.Unknown("the answer does not fit the charge");
                }
                yield new BillingOutcome.Paid(pg.key());
            }
            case PgAnswer.Declined(String code, String message, boolean hard, String _) ->
                new BillingOutcome.Declined(code, message, hard);
            case PgAnswer.Pending _ -> new BillingOutcome.Unknown("the gateway waits for a deposit");
            case PgAnswer.Unknown(String reason, String _) -> new BillingOutcome.Unknown(reason);
        };
    }

    private static void finish(Tx tx, BillingCharge charge, BillingOutcome outcome) {
        switch (outcome) {
            case BillingOutcome.Paid(String key) -> {
                tx.update(
                        "UPDATE billing_charges SET status = 'PAID', provider_key = ?, approved_at = now(),"
                                + " lease_until = NULL WHERE pg_order_id = ?",
                        key,
                        charge.pgOrderId());
            }
            case BillingOutcome.Declined(String code, String message, boolean hard) -> {
                tx.update(
                        "UPDATE billing_charges SET status = 'DECLINED', code = ?, message = ?, hard = ?,"
                                + " lease_until = NULL WHERE pg_order_id = ? AND status <> 'PAID'",
                        code,
                        message,
                        hard,
                        charge.pgOrderId());
            }
            case BillingOutcome.Unknown(String reason) -> {
                tx.update(
                        "UPDATE billing_charges SET status = 'UNKNOWN', message = ?, lease_until = NULL"
                                + " WHERE pg_order_id = ? AND status = 'CHARGING'",
                        reason,
                        charge.pgOrderId());
            }
        }
    }
}
