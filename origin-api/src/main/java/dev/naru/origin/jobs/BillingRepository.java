package dev.naru.origin.jobs;

import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Subscriptions and their periods. Every method runs in the fenced transaction of its caller. */
@Singleton
final class BillingRepository {

    /** Opens the next period of subscriptions where it is due and none is open; returns how many. */
    int openDue(Tx tx, LocalDate today, int limit) {
        List<Integer> opened = tx.list("""
                WITH due AS (
                    SELECT id, next_cycle, amount, (started_on + make_interval(months => next_cycle - 1))::date AS due_on
                      FROM subscriptions s
                     WHERE status = 'ACTIVE' AND started_on + make_interval(months => next_cycle - 1) <= CAST(? AS date)
                       AND NOT EXISTS (SELECT 1 FROM billing_cycles c
                                        WHERE c.subscription_id = s.id AND c.status IN ('DUE', 'CHARGING', 'UNKNOWN'))
                     ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED),
                opened AS (
                    INSERT INTO billing_cycles (subscription_id, cycle_no, due_on, amount, status, next_charge_on)
                    SELECT id, next_cycle, due_on, amount, 'DUE', due_on FROM due
                    ON CONFLICT (subscription_id, cycle_no) DO NOTHING)
                UPDATE subscriptions SET next_cycle = subscriptions.next_cycle + 1 FROM due WHERE subscriptions.id = due.id
                RETURNING 1 AS one
                """, row -> row.intValue("one"), today, limit);
        return opened.size();
    }

    /**
     * The next period to be charged, locked: due, or left without an answer, or claimed by an owner before this token. The card is the subscription's
     * for a new attempt, and for one without an answer that which it began with: the same order id must always be the same charge.
     */
    Optional<BillingCycle> nextChargeable(Tx tx, LocalDate today, long token) {
        return tx.one("""
                SELECT c.subscription_id, c.cycle_no, c.attempt, c.unanswered, c.first_declined_on, c.amount,
                       CASE c.status WHEN 'DUE' THEN s.billing_key ELSE c.billing_key END AS billing_key,
                       CASE c.status WHEN 'DUE' THEN s.customer_key ELSE c.customer_key END AS customer_key,
                       s.member_id, s.plan_ko, s.plan_en, s.locale
                  FROM billing_cycles c JOIN subscriptions s ON s.id = c.subscription_id
                 WHERE (c.status = 'DUE' AND c.next_charge_on <= CAST(? AS date) AND s.status = 'ACTIVE')
                    OR (c.status = 'UNKNOWN' AND c.retry_at <= now())
                    OR (c.status = 'CHARGING' AND c.claim_token <> ?)
                 ORDER BY c.next_charge_on, c.subscription_id LIMIT 1 FOR UPDATE OF c SKIP LOCKED
                """, BillingCycle::of, today, token);
    }

    /** Adds to what the run has tried to charge; false when the cap would be passed. */
    boolean spend(Tx tx, UUID runId, long amount, long cap) {
        return tx.update(
                        "UPDATE job_runs SET spent = spent + ? WHERE run_id = ? AND spent + ? <= ?",
                        amount,
                        runId,
                        amount,
                        cap)
                == 1;
    }

    /** Claims the period and notes the attempt, before the gateway is called. */
    void claim(Tx tx, BillingCycle cycle, long token) {
        tx.update("""
                UPDATE billing_cycles SET status = 'CHARGING', claim_token = ?, billing_key = ?, customer_key = ?, updated_at = now()
                 WHERE subscription_id = ? AND cycle_no = ?
                """, token, cycle.billingKey(), cycle.customerKey(), cycle.subscriptionId(), cycle.cycleNo());
        tx.update("""
                INSERT INTO billing_attempts AS a (pg_order_id, subscription_id, cycle_no) VALUES (?, ?, ?)
                ON CONFLICT (pg_order_id) DO UPDATE SET calls = a.calls + 1
                """, cycle.pgOrderId(), cycle.subscriptionId(), cycle.cycleNo());
    }

    void markPaid(Tx tx, BillingCycle cycle, String paymentKey) {
        tx.update("""
                UPDATE billing_cycles SET status = 'PAID', payment_key = ?, updated_at = now()
                 WHERE subscription_id = ? AND cycle_no = ? AND status = 'CHARGING'
                """, paymentKey, cycle.subscriptionId(), cycle.cycleNo());
        answered(tx, cycle, "PAID", null);
    }

    void markUnknown(Tx tx, BillingCycle cycle, String reason, Duration wait) {
        tx.update("""
                UPDATE billing_cycles SET status = 'UNKNOWN', unanswered = unanswered + 1, last_code = ?,
                       retry_at = now() + make_interval(secs => ?), updated_at = now()
                 WHERE subscription_id = ? AND cycle_no = ? AND status = 'CHARGING'
                """, reason, wait.toMillis() / 1000.0, cycle.subscriptionId(), cycle.cycleNo());
        answered(tx, cycle, "UNKNOWN", reason);
    }

    void markDeclined(Tx tx, BillingCycle cycle, String code, LocalDate firstDeclinedOn, LocalDate next) {
        tx.update("""
                UPDATE billing_cycles SET status = 'DUE', attempt = attempt + 1, unanswered = 0, last_code = ?,
                       first_declined_on = ?, next_charge_on = ?, updated_at = now()
                 WHERE subscription_id = ? AND cycle_no = ? AND status = 'CHARGING'
                """, code, firstDeclinedOn, next, cycle.subscriptionId(), cycle.cycleNo());
        answered(tx, cycle, "DECLINED", code);
    }

    /** Ends the period unpaid and the subscription with it, until the member acts. */
    void markFailed(Tx tx, BillingCycle cycle, String code, boolean hard) {
        tx.update("""
                UPDATE billing_cycles SET status = 'FAILED', last_code = ?, updated_at = now()
                 WHERE subscription_id = ? AND cycle_no = ? AND status = 'CHARGING'
                """, code, cycle.subscriptionId(), cycle.cycleNo());
        tx.update(
                "UPDATE subscriptions SET status = ? WHERE id = ? AND status = 'ACTIVE'",
                hard ? "CARD_NEEDED" : "SUSPENDED",
                cycle.subscriptionId());
        answered(tx, cycle, hard ? "DECLINED_FOR_GOOD" : "DECLINED", code);
    }

    private static void answered(Tx tx, BillingCycle cycle, String outcome, @Nullable String code) {
        tx.update(
                "UPDATE billing_attempts SET outcome = ?, code = ?, answered_at = now() WHERE pg_order_id = ?",
                outcome,
                code,
                cycle.pgOrderId());
    }
}
