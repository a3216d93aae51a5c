package dev.naru.origin.jobs;

import dev.naru.origin.platform.Tx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Subscriptions and their periods. Every method runs in the fenced transaction of its caller. */
@Singleton
final class BillingRepository {

    /** A paid period and the gateway's key of the payment. */
    record Payment(BillingCycle cycle, String key) {}

    /** Opens the next period of subscriptions where it is due and none is open; returns how many. */
    int openDue(Tx tx, LocalDate today, int limit) {
        List<Integer> opened = tx.list("""
                WITH due AS (
                    SELECT id, next_cycle, amount, next_due_on FROM subscriptions s
                     WHERE status = 'ACTIVE' AND next_due_on <= CAST(? AS date)
                       AND NOT EXISTS (SELECT 1 FROM billing_cycles c
                                        WHERE c.subscription_id = s.id AND c.status IN ('DUE', 'CHARGING', 'UNKNOWN'))
                     ORDER BY next_due_on, id LIMIT ? FOR UPDATE SKIP LOCKED),
                opened AS (
                    INSERT INTO billing_cycles (subscription_id, cycle_no, due_on, amount, status, next_charge_on)
                    SELECT id, next_cycle, next_due_on, amount, 'DUE', next_due_on FROM due
                    ON CONFLICT (subscription_id, cycle_no) DO NOTHING)
                UPDATE subscriptions SET next_cycle = subscriptions.next_cycle + 1 FROM due WHERE subscriptions.id = due.id
                RETURNING 1 AS one
                """, row -> row.intValue("one"), today, limit);
        return opened.size();
    }

    /**
     * The next periods to be charged, locked, at most {@code limit}: first those claimed by an owner before this token, then those left without an
     * answer whose time has come, then those that are due. The card is the subscription's for a new attempt, and for one without an answer that
     * which it began with: the same order id must always be the same charge.
     */
    List<BillingCycle> nextChargeable(Tx tx, LocalDate today, long token, int limit) {
        List<BillingCycle> next = new ArrayList<>(chargeable(
                tx,
                "c.billing_key, c.customer_key",
                "c.status = 'CHARGING' AND c.claim_token < ?",
                "c.claim_token",
                token,
                limit));
        next.addAll(chargeable(
                tx,
                "c.billing_key, c.customer_key",
                "c.status = 'UNKNOWN' AND c.retry_at <= CAST(? AS timestamptz)",
                "c.retry_at",
                tx.one("SELECT now() AS now", row -> row.instant("now")).orElseThrow(),
                limit - next.size()));
        next.addAll(chargeable(
                tx,
                "s.billing_key, s.customer_key",
                "c.status = 'DUE' AND s.status = 'ACTIVE' AND c.next_charge_on <= CAST(? AS date)",
                "c.next_charge_on, c.subscription_id",
                today,
                limit - next.size()));
        return next;
    }

    private static List<BillingCycle> chargeable(
            Tx tx, String card, String which, String order, Object arg, int limit) {
        if (limit <= 0) {
            return List.of();
        }
        return tx.list("""
                SELECT c.subscription_id, c.cycle_no, c.attempt, c.unanswered, c.first_declined_on, c.amount, %s,
                       s.member_id, s.plan_ko, s.plan_en, s.locale
                  FROM billing_cycles c JOIN subscriptions s ON s.id = c.subscription_id
                 WHERE %s ORDER BY %s LIMIT ? FOR UPDATE OF c SKIP LOCKED
                """.formatted(card, which, order), BillingCycle::of, arg, limit);
    }

    /** KRW that the run has tried to charge until now, over all its owners. */
    long spent(Tx tx, UUID runId) {
        return tx.one("SELECT spent FROM job_runs WHERE run_id = ?", row -> row.longValue("spent"), runId)
                .orElseThrow();
    }

    void spend(Tx tx, UUID runId, long amount) {
        tx.update("UPDATE job_runs SET spent = spent + ? WHERE run_id = ?", amount, runId);
    }

    /** Claims the periods and notes their attempts, before the gateway is called. */
    void claim(Tx tx, List<BillingCycle> cycles, long token) {
        Long[] subscriptions = subscriptions(cycles);
        Integer[] numbers = numbers(cycles);
        tx.update(
                """
                UPDATE billing_cycles c SET status = 'CHARGING', claim_token = ?, billing_key = k.billing_key, customer_key = k.customer_key,
                       updated_at = now()
                  FROM unnest(CAST(? AS bigint[]), CAST(? AS integer[]), CAST(? AS text[]), CAST(? AS text[]))
                       AS k (subscription_id, cycle_no, billing_key, customer_key)
                 WHERE c.subscription_id = k.subscription_id AND c.cycle_no = k.cycle_no
                """,
                token,
                subscriptions,
                numbers,
                texts(cycles, BillingCycle::billingKey),
                texts(cycles, BillingCycle::customerKey));
        tx.update("""
                INSERT INTO billing_attempts AS a (pg_order_id, subscription_id, cycle_no)
                SELECT * FROM unnest(CAST(? AS text[]), CAST(? AS bigint[]), CAST(? AS integer[]))
                ON CONFLICT (pg_order_id) DO UPDATE SET calls = a.calls + 1
                """, texts(cycles, BillingCycle::pgOrderId), subscriptions, numbers);
    }

    void markPaid(Tx tx, List<Payment> payments) {
        List<BillingCycle> cycles = payments.stream().map(Payment::cycle).toList();
        tx.update(
                """
                UPDATE billing_cycles c SET status = 'PAID', payment_key = k.payment_key, updated_at = now()
                  FROM unnest(CAST(? AS bigint[]), CAST(? AS integer[]), CAST(? AS text[])) AS k (subscription_id, cycle_no, payment_key)
                 WHERE c.subscription_id = k.subscription_id AND c.cycle_no = k.cycle_no AND c.status = 'CHARGING'
                """,
                subscriptions(cycles),
                numbers(cycles),
                payments.stream().map(Payment::key).toArray(String[]::new));
        tx.update("""
                UPDATE billing_attempts SET outcome = 'PAID', code = NULL, answered_at = now() WHERE pg_order_id = ANY (CAST(? AS text[]))
                """, (Object) texts(cycles, BillingCycle::pgOrderId));
    }

    private static Long[] subscriptions(List<BillingCycle> cycles) {
        return cycles.stream().map(BillingCycle::subscriptionId).toArray(Long[]::new);
    }

    private static Integer[] numbers(List<BillingCycle> cycles) {
        return cycles.stream().map(BillingCycle::cycleNo).toArray(Integer[]::new);
    }

    private static String[] texts(List<BillingCycle> cycles, Function<BillingCycle, String> part) {
        return cycles.stream().map(part).toArray(String[]::new);
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
