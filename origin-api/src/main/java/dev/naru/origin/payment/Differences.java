package dev.naru.origin.payment;

import dev.naru.origin.payment.Reconciliation.Difference;
import dev.naru.origin.platform.Alarm;
import dev.naru.origin.platform.Database;
import jakarta.inject.Singleton;

/** Differences with a gateway, for the operator: the latest sight of each, and an alarm. */
@Singleton
class Differences {

    private final Database database;
    private final Alarm alarm;

    Differences(Database database, Alarm alarm) {
        this.database = database;
        this.alarm = alarm;
    }

    void report(Difference difference) {
        alarm.raise("reconciliation", difference.toString());
        database.run(tx -> tx.update(
                """
                INSERT INTO reconciliation_differences (pg_order_id, kind, ours, theirs, fixed) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (pg_order_id, kind)
                DO UPDATE SET ours = excluded.ours, theirs = excluded.theirs, fixed = excluded.fixed, seen_at = now()
                """,
                difference.pgOrderId(),
                difference.kind().name(),
                difference.ours(),
                difference.theirs(),
                difference.fixed()));
    }
}
