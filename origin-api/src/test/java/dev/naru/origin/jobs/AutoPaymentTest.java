package dev.naru.origin.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.origin.Concurrently;
import dev.naru.origin.TestEnvironment;
import dev.naru.origin.platform.Alarm;
import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Row;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class AutoPaymentTest {

    private static final LocalDate DAY = LocalDate.parse("2026-03-02");

    @Inject
    Database database;

    @Inject
    Alarm alarm;

    @Inject
    BillingRepository billing;

    @Inject
    Notifications notifications;

    private final FakeGateway gateway = new FakeGateway();
    private JobReplica replica;

    @BeforeEach
    void empty() {
        replica = replica("a");
        database.run(tx -> {
            tx.update(
                    "TRUNCATE subscriptions, billing_cycles, billing_attempts, notifications, sent_messages RESTART IDENTITY");
            tx.update("DELETE FROM job_runs WHERE job = 'auto_payment'");
            tx.update("UPDATE job_leases SET expires_at = now(), paused_reason = NULL WHERE job = 'auto_payment'");
        });
    }

    @Test
    void chargesEachDueSubscriptionOnceHoweverOftenItRuns() throws Exception {
        subscribe("bill-1", 18_000, DAY);
        subscribe("bill-2", 32_000, DAY.minusDays(1));
        subscribe("bill-3", 25_000, DAY.plusDays(1));
        JobRun first = replica.runAt(at(DAY, 9));
        assertEquals(new JobRun.Items(2, 0, 0), first.items());
        assertEquals(RunStatus.SUCCEEDED, first.status());

        JobReplica other = replica("b");
        IntStream.range(10, 14).forEach(hour -> replica.queue(at(DAY, hour)));
        Concurrently.together(4, i -> () -> {
            (i % 2 == 0 ? replica : other).runner.workOff(replica.only());
            return i;
        });
        assertEquals(List.of("S2-C1-A1 bill-2 32000", "S1-C1-A1 bill-1 18000"), gateway.asked);
        assertEquals(List.of("1/1 PAID", "2/1 PAID"), cycles());
        assertEquals(
                List.of("billing:S1-C1-A1:paid", "billing:S2-C1-A1:paid"),
                list("SELECT key FROM notifications ORDER BY key", row -> row.string("key")));
    }

    @Test
    void theNextPeriodIsDueAMonthAfterTheFirstDay() {
        subscribe("bill-1", 18_000, LocalDate.parse("2026-01-31"));
        replica.runAt(at(LocalDate.parse("2026-01-31"), 9));
        replica.runAt(at(LocalDate.parse("2026-02-27"), 9));
        assertEquals(1, gateway.asked.size());
        replica.runAt(at(LocalDate.parse("2026-02-28"), 9));
        replica.runAt(at(LocalDate.parse("2026-03-30"), 9));
        assertEquals(2, gateway.asked.size());
        replica.runAt(at(LocalDate.parse("2026-03-31"), 9));
        assertEquals(
                List.of("2026-01-31", "2026-02-28", "2026-03-31"),
                list("SELECT due_on FROM billing_cycles ORDER BY cycle_no", row -> row.string("due_on")));
    }

    @Test
    void anUnknownAnswerKeepsTheAttemptAndTheCard() {
        subscribe("bill-1", 18_000, DAY);
        gateway.answer = cycle -> new BillingGateway.Outcome.Unknown("timeout");
        assertEquals(new JobRun.Items(0, 0, 1), replica.runAt(at(DAY, 9)).items());
        assertEquals(List.of("1/1 UNKNOWN"), cycles());
        replica.runAt(at(DAY, 10));
        assertEquals(1, gateway.asked.size(), "it is not asked again before its time");

        gateway.answer = cycle -> {
            throw new IllegalStateException("the connection broke");
        };
        retryNow();
        replica.runAt(at(DAY, 11));
        database.run(tx -> tx.update("UPDATE subscriptions SET billing_key = 'bill-new', status = 'ENDED'"));
        gateway.answer = FakeGateway::pay;
        retryNow();
        assertEquals(new JobRun.Items(1, 0, 0), replica.runAt(at(DAY, 12)).items());
        assertEquals(List.of("S1-C1-A1 bill-1 18000", "S1-C1-A1 bill-1 18000", "S1-C1-A1 bill-1 18000"), gateway.asked);
        assertEquals(List.of("1/1 PAID"), cycles());
        assertEquals(
                List.of("3 PAID"),
                list("SELECT * FROM billing_attempts", row -> row.longValue("calls") + " " + row.string("outcome")));
    }

    @Test
    void aDeclinedCardIsTriedOnD1D3D5ThenSuspended() {
        subscribe("bill-1", 18_000, DAY);
        gateway.answer = cycle -> new BillingGateway.Outcome.Declined("REJECT_CARD_COMPANY", false);
        for (int day = 0; day <= 8; day++) {
            replica.runAt(at(DAY.plusDays(day), 9));
            replica.runAt(at(DAY.plusDays(day), 10));
        }
        assertEquals(
                List.of("S1-C1-A1", "S1-C1-A2", "S1-C1-A3", "S1-C1-A4"),
                gateway.asked.stream().map(asked -> asked.split(" ")[0]).toList());
        assertEquals(List.of("1/1 FAILED"), cycles());
        assertEquals(List.of("SUSPENDED"), statuses());
        List<String> bodies = list("SELECT body FROM notifications ORDER BY key", row -> row.string("body"));
        assertTrue(
                bodies.get(0).contains("3월 3일")
                        && bodies.get(1).contains("3월 5일")
                        && bodies.get(2).contains("3월 7일"),
                bodies.toString());
        assertTrue(bodies.get(3).contains("일시 중지"), bodies.toString());
        assertEquals(4, bodies.size());
    }

    @Test
    void aDeclineInDunningThatIsPaidLaterEndsWell() {
        subscribe("bill-1", 18_000, DAY);
        gateway.answer = cycle -> new BillingGateway.Outcome.Declined("REJECT_CARD_COMPANY", false);
        replica.runAt(at(DAY, 9));
        gateway.answer = FakeGateway::pay;
        replica.runAt(at(DAY, 10));
        assertEquals(1, gateway.asked.size(), "not again on the same day");
        replica.runAt(at(DAY.plusDays(1), 9));
        assertEquals(List.of("1/1 PAID"), cycles());
        assertEquals(List.of("ACTIVE"), statuses());
    }

    @Test
    void aHardDeclineAsksForANewCard() {
        subscribe("bill-1", 18_000, DAY);
        gateway.answer = cycle -> new BillingGateway.Outcome.Declined("INVALID_STOPPED_CARD", true);
        assertEquals(new JobRun.Items(0, 1, 0), replica.runAt(at(DAY, 9)).items());
        replica.runAt(at(DAY.plusDays(1), 9));
        assertEquals(1, gateway.asked.size());
        assertEquals(List.of("CARD_NEEDED"), statuses());
        assertTrue(list("SELECT body FROM notifications", row -> row.string("body"))
                .getFirst()
                .contains("새 결제 카드"));
    }

    @Test
    void whatADeadOwnerWasChargingIsAskedUnderTheSameOrderId() throws Exception {
        subscribe("bill-1", 18_000, DAY);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        gateway.answer = cycle -> {
            if (gateway.asked.size() == 1) {
                inside.countDown();
                try {
                    assertTrue(go.await(20, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return FakeGateway.pay(cycle);
        };
        JobRun run = replica.queue(at(DAY, 9));
        Thread old = Thread.ofVirtual().start(() -> replica.runner.workOff(replica.only()));
        assertTrue(inside.await(20, TimeUnit.SECONDS));
        database.run(tx -> tx.update("UPDATE job_leases SET expires_at = now() WHERE job = 'auto_payment'"));
        JobReplica other = replica("b");
        other.runner.workOff(other.only());
        go.countDown();
        old.join();
        assertEquals(List.of("S1-C1-A1 bill-1 18000", "S1-C1-A1 bill-1 18000"), gateway.asked);
        assertEquals(List.of("1/1 PAID"), cycles());
        JobRun ended = replica.runs.find(run.runId()).orElseThrow();
        assertEquals(RunStatus.SUCCEEDED, ended.status());
        assertEquals(new JobRun.Items(1, 0, 0), ended.items());
        assertEquals(
                1,
                list("SELECT key FROM notifications", row -> row.string("key")).size());
    }

    @Test
    void theKillSwitchStopsBeforeTheNextCardAndKeepsTheAnswerAtHand() {
        subscribe("bill-1", 18_000, DAY);
        subscribe("bill-2", 18_000, DAY);
        gateway.answer = cycle -> {
            replica.runs.pause("auto_payment", "the test");
            return FakeGateway.pay(cycle);
        };
        JobRun run = replica.runAt(at(DAY, 9));
        assertEquals(RunStatus.CANCELLED, run.status());
        assertEquals(1, gateway.asked.size());
        assertEquals(List.of("1/1 PAID", "2/1 DUE"), cycles());
    }

    @Test
    void manyCardsAreChargedAtOnceAndEachOnce() {
        for (int i = 1; i <= 30; i++) {
            subscribe("bill-" + i, 1_000, DAY.minusMonths(1));
        }
        gateway.answer = cycle -> switch ((int) cycle.subscriptionId() % 3) {
            case 0 -> new BillingGateway.Outcome.Declined("REJECT_CARD_COMPANY", false);
            case 1 -> new BillingGateway.Outcome.Unknown("timeout");
            default -> FakeGateway.pay(cycle);
        };
        // Ten pay both periods; the others' second period waits for the first.
        assertEquals(
                new JobRun.Items(20, 0, 20), replica("a", 8).runAt(at(DAY, 9)).items());
        assertEquals(40, gateway.asked.size());
        assertEquals(40, gateway.asked.stream().distinct().count());
        assertEquals(
                20,
                list("SELECT key FROM notifications WHERE key LIKE '%paid'", row -> row.string("key"))
                        .size());
        gateway.answer = FakeGateway::pay;
        retryNow();
        assertEquals(
                new JobRun.Items(40, 0, 0),
                replica("b", 8).runAt(at(DAY.plusDays(1), 9)).items());
        assertEquals(
                60,
                list("SELECT payment_key FROM billing_cycles WHERE status = 'PAID'", row -> row.string("payment_key"))
                        .stream()
                        .distinct()
                        .count());
    }

    @Test
    void theKillSwitchStopsAfterTheWaveAtHand() {
        for (int i = 1; i <= 10; i++) {
            subscribe("bill-" + i, 1_000, DAY);
        }
        gateway.answer = cycle -> {
            replica.runs.pause("auto_payment", "the test");
            return FakeGateway.pay(cycle);
        };
        JobRun run = replica("a", 4).runAt(at(DAY, 9));
        assertEquals(RunStatus.CANCELLED, run.status());
        assertEquals(new JobRun.Items(4, 0, 0), run.items());
        assertEquals(4, gateway.asked.size());
    }

    @Test
    void aSilentGatewayEndsTheRunAndLeavesTheRestDue() {
        int due = AutoPaymentJob.SILENT_AFTER + 20;
        for (int i = 1; i <= due; i++) {
            subscribe("bill-" + i, 1_000, DAY);
        }
        gateway.answer = cycle -> new BillingGateway.Outcome.Unknown("timeout");
        JobRun run = replica("a", 8).runAt(at(DAY, 9));
        assertEquals(RunStatus.FAILED, run.status());
        assertEquals(AutoPaymentJob.SILENT_AFTER, gateway.asked.size());
        gateway.answer = FakeGateway::pay;
        assertEquals(
                new JobRun.Items(20, 0, 0), replica("a", 8).runAt(at(DAY, 10)).items());
        retryNow();
        assertEquals(
                new JobRun.Items(AutoPaymentJob.SILENT_AFTER, 0, 0),
                replica("a", 8).runAt(at(DAY, 11)).items());
        assertEquals(due, gateway.asked.stream().distinct().count());
    }

    @Test
    void aRunStopsAtItsCap() {
        subscribe("bill-1", 30_000_000, DAY);
        subscribe("bill-2", 30_000_000, DAY);
        JobRun run = replica.runAt(at(DAY, 9));
        assertEquals(RunStatus.FAILED, run.status());
        assertTrue(String.valueOf(run.note()).contains("naru.billing.max-amount-per-run"));
        assertEquals(1, gateway.asked.size());
        assertEquals(List.of("1/1 PAID", "2/1 DUE"), cycles());
    }

    /** One card at a time, so that the order is told too. */
    private JobReplica replica(String owner) {
        return replica(owner, 1);
    }

    private JobReplica replica(String owner, int chargesAtOnce) {
        BillingConfig config = JobReplica.config(
                BillingConfig.class, Map.of("naru.billing.charges-at-once", Integer.toString(chargesAtOnce)));
        return new JobReplica(
                owner, database, alarm, Map.of(), new AutoPaymentJob(billing, notifications, gateway, config, alarm));
    }

    private void subscribe(String billingKey, long amount, LocalDate startedOn) {
        database.run(tx -> tx.update("""
                INSERT INTO subscriptions (member_id, plan_ko, plan_en, amount, billing_key, customer_key, status, started_on)
                VALUES ('hana', '나루 커피', 'Naru coffee', ?, ?, 'customer', 'ACTIVE', ?)
                """, amount, billingKey, startedOn));
    }

    private void retryNow() {
        database.run(tx -> tx.update("UPDATE billing_cycles SET retry_at = now()"));
    }

    private static Instant at(LocalDate day, int hour) {
        return day.atTime(hour, 0).atZone(JobSpec.SEOUL).toInstant();
    }

    private List<String> cycles() {
        return list(
                "SELECT * FROM billing_cycles ORDER BY subscription_id, cycle_no",
                row -> row.longValue("subscription_id") + "/" + row.longValue("cycle_no") + " " + row.string("status"));
    }

    private List<String> statuses() {
        return list("SELECT status FROM subscriptions ORDER BY id", row -> row.string("status"));
    }

    private List<String> list(String sql, Function<Row, String> mapper) {
        return database.transaction(tx -> tx.list(sql, mapper));
    }
}
