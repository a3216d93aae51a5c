package dev.naru.origin;

import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.origin.orders.Orders;
import dev.naru.origin.payment.Payments;
import dev.naru.origin.payment.Reconciliation;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens when the gateway's answer is late, lost, contradictory or about money that must not stand. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class SettlementTest {

    FakePg pg;

    @Inject
    Payments payments;

    @Inject
    Orders orders;

    @Inject
    Rows rows;

    @Inject
    MeterRegistry meters;

    private final Buyer buyer = new Buyer();
    private Buyer.Placed order;
    private String key;

    @BeforeEach
    void authenticated() {
        order = buyer.order("green-tea", 1, 24000);
        key = pg.authenticated(order.pgOrderId(), order.amount());
    }

    @ParameterizedTest
    @EnumSource(
            value = FakePg.Script.class,
            names = {"DROP", "ERROR_500", "GARBAGE", "PROVIDER_ERROR"})
    void anApprovalThatTheGatewayDidNotTakeIsAskedForAgainUnderTheSameKey(FakePg.Script script) {
        pg.script(order.pgOrderId(), script);
        comeBack("pending");
        orderIs("PENDING_PAYMENT", "UNKNOWN");

        sweepUntil("PAID");
        orderIs("PAID", "PAID");
        assertEquals(2, pg.count("confirm", order.pgOrderId()));
        assertEquals(1, attempts());
    }

    @Test
    void aCrashBetweenAskingAndSettlingIsRepairedOnceTheLeaseEnds() {
        // As if a replica had died after the gateway took the money: T1 is there, T2 is not.
        rows.update(
                "UPDATE payments SET status = 'APPROVING', provider_key = ?, lease_until = now() + interval '1 hour'"
                        + " WHERE id = ?",
                key,
                UUID.fromString(order.paymentId()));
        pg.set(order.pgOrderId(), "DONE");
        payments.resolveDue(100);
        orderIs("PENDING_PAYMENT", "APPROVING");

        rows.update("UPDATE payments SET lease_until = now() WHERE id = ?", UUID.fromString(order.paymentId()));
        sweepUntil("PAID");
        orderIs("PAID", "PAID");
        assertEquals(0, pg.count("confirm", order.pgOrderId()));
    }

    @Test
    void severalSweepersSettleOnce() throws Exception {
        pg.script(order.pgOrderId(), FakePg.Script.APPROVE_AND_DROP);
        comeBack("pending");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                threads.submit(() -> payments.resolveDue(100));
            }
        }
        sweepUntil("PAID");
        assertEquals(
                1,
                rows.number(
                        "SELECT count(*) FROM journal WHERE order_no = ? AND event = 'order.paid'", order.orderNo()));
        assertEquals(
                1,
                rows.number(
                        "SELECT count(*) FROM outbox WHERE aggregate_id = ? AND event = 'order.paid'",
                        order.orderNo()));
    }

    @Test
    void whatTheGatewayNeverApprovesFailsWhenItsTimeIsOver() {
        pg.script(order.pgOrderId(), FakePg.Script.DROP);
        comeBack("pending");
        rows.update(
                "UPDATE payments SET unknown_since = now() - interval '11 minutes' WHERE id = ?",
                UUID.fromString(order.paymentId()));
        Eventually.sweep(payments, () -> paymentStatus().equals("FAILED"));
        orderIs("PENDING_PAYMENT", "FAILED");
    }

    @Test
    void theGatewaysSilenceLeavesItUnsettled() {
        pg.script(order.pgOrderId(), FakePg.Script.APPROVE_AND_DROP);
        comeBack("pending");
        pg.down = true;
        try {
            Eventually.sweep(payments, () -> pg.count("inquire", order.pgOrderId()) > 1);
            orderIs("PENDING_PAYMENT", "RESOLVING");
        } finally {
            pg.down = false;
        }
        sweepUntil("PAID");
    }

    @Test
    void anOrderDoesNotExpireOrCancelWhileItsPaymentIsUnsettled() {
        pg.script(order.pgOrderId(), FakePg.Script.APPROVE_AND_DROP);
        comeBack("pending");
        expire();
        orderIs("PENDING_PAYMENT", "UNKNOWN");
        buyer.cancel(order)
                .then()
                .statusCode(409)
                .header("Retry-After", notNullValue())
                .body("type", equalTo("https://naru.dev/problems/payment-in-progress"));
        sweepUntil("PAID");
    }

    @Test
    void anUnpaidOrderExpiresAndGivesItsGoodsBack() {
        Buyer.Placed abandoned = buyer.order("persimmon-tea", 5, 9800);
        int before = OrderTest.available("persimmon-tea");
        order = abandoned;
        expire();
        orderIs("EXPIRED", "EXPIRED");
        assertEquals(before + 5, OrderTest.available("persimmon-tea"));
        // A buyer who comes back after that is not charged.
        Buyer.comeBack(abandoned, pg.authenticated(abandoned.pgOrderId(), abandoned.amount()))
                .then()
                .header("Location", endsWith("?result=failed"));
        assertEquals(0, pg.count("confirm", abandoned.pgOrderId()));
    }

    @ParameterizedTest
    @EnumSource(
            value = FakePg.Script.class,
            names = {"APPROVE_OTHER_AMOUNT", "APPROVE_OTHER_CURRENCY"})
    void otherMoneyThanTheOrdersIsGivenBackWithAnAlarm(FakePg.Script script) {
        double alarms = alarms("amount-mismatch");
        pg.script(order.pgOrderId(), script);
        comeBack("pending");
        orderIs("PENDING_PAYMENT", "RESOLVING");
        Eventually.sweep(payments, () -> paymentStatus().equals("VOIDED"));
        assertEquals("CANCELED", pg.status(order.pgOrderId()));
        assertTrue(alarms("amount-mismatch") > alarms);
    }

    @Test
    void moneyThatArrivesForADeadOrderIsGivenBackWithAnAlarm() {
        double alarms = alarms("paid-after-end");
        expire();
        pg.set(order.pgOrderId(), "DONE");
        Webhook.about(order, "evt-late-" + order.orderNo()).deliver().then().statusCode(200);
        Eventually.sweep(payments, () -> pg.status(order.pgOrderId()).equals("CANCELED"));
        orderIs("EXPIRED", "EXPIRED");
        assertEquals(alarms + 1, alarms("paid-after-end"));
        payments.resolveDue(100);
        assertEquals(1, pg.count("cancel", order.pgOrderId()));
    }

    @Test
    void cancellingAPaidOrderRefundsItOnce() {
        int before = OrderTest.available("green-tea");
        comeBack("paid");
        buyer.cancel(order)
                .then()
                .statusCode(200)
                .body("status", equalTo("CANCELLED"))
                .body("payment.status", equalTo("CANCELLED"))
                .body("timeline.event", hasItems("order.cancel-requested", "payment.refunded", "order.cancelled"));
        buyer.cancel(order).then().statusCode(200);
        assertEquals(1, pg.count("cancel", order.pgOrderId()));
        assertEquals(before + 1, OrderTest.available("green-tea"));
    }

    @Test
    void aRefundWithoutAnswerIsTriedAgain() {
        comeBack("paid");
        pg.down = true;
        try {
            buyer.cancel(order).then().statusCode(200).body("status", equalTo("CANCEL_REQUESTED"));
        } finally {
            pg.down = false;
        }
        sweepUntil("CANCELLED");
        orderIs("CANCELLED", "CANCELLED");
    }

    @Test
    void aVirtualAccountWaitsForItsDeposit() {
        pg.script(order.pgOrderId(), FakePg.Script.DEPOSIT);
        comeBack("pending");
        orderIs("PENDING_PAYMENT", "WAITING_DEPOSIT");
        expire();
        orderIs("PENDING_PAYMENT", "WAITING_DEPOSIT");

        pg.set(order.pgOrderId(), "DONE");
        Webhook.about(order, "evt-deposit-" + order.orderNo()).deliver().then().statusCode(200);
        orderIs("PAID", "PAID");

        pg.set(order.pgOrderId(), "CANCELED");
        Webhook.about(order, "evt-reversed-" + order.orderNo()).deliver().then().statusCode(200);
        orderIs("CANCELLED", "CANCELLED");
    }

    @Test
    void whereToDepositIsShownWhileItIsAwaited() {
        pg.script(order.pgOrderId(), FakePg.Script.DEPOSIT);
        comeBack("pending");
        buyer.see(order)
                .then()
                .body("payment.deposit.number", equalTo("X6505636518308"))
                .body("payment.deposit.bank", equalTo("20"))
                .body("payment.deposit.dueAt", equalTo("2098-12-31T15:00:00Z"));
        pg.set(order.pgOrderId(), "DONE");
        Webhook.about(order, "evt-shown-" + order.orderNo()).deliver();
        buyer.see(order).then().body("payment.deposit", nullValue());
    }

    @Test
    void anAccountNobodyPaysIntoIsClosedAndItsGoodsReturn() {
        int before = OrderTest.available("green-tea");
        awaitDepositUntilYesterday();
        sweepUntilPayment("EXPIRED");
        // Closed at the gateway first: what is deposited from here on is refused there.
        assertEquals("CANCELED", pg.status(order.pgOrderId()));
        expire();
        orderIs("EXPIRED", "EXPIRED");
        assertEquals(before + 1, OrderTest.available("green-tea"));
    }

    @Test
    void anAccountThatTheGatewayLetsExpireEndsToo() {
        awaitDepositUntilYesterday();
        pg.set(order.pgOrderId(), "EXPIRED");
        sweepUntilPayment("EXPIRED");
        assertEquals(0, pg.count("cancel", order.pgOrderId()));
        expire();
        orderIs("EXPIRED", "EXPIRED");
    }

    @Test
    void aDepositThatCrossesTheClosingCounts() {
        awaitDepositUntilYesterday();
        pg.refusesCancel.add(order.pgOrderId());
        Eventually.sweep(payments, () -> pg.count("cancel", order.pgOrderId()) == 1);
        pg.set(order.pgOrderId(), "DONE");
        sweepUntil("PAID");
        orderIs("PAID", "PAID");
    }

    @Test
    void aLateDepositGoesBack() {
        awaitDepositUntilYesterday();
        pg.set(order.pgOrderId(), "EXPIRED");
        sweepUntilPayment("EXPIRED");
        expire();
        double before = alarms("paid-after-end");
        pg.set(order.pgOrderId(), "DONE");
        Webhook.about(order, "evt-late-" + order.orderNo()).deliver().then().statusCode(200);
        Eventually.sweep(payments, () -> pg.status(order.pgOrderId()).equals("CANCELED"));
        assertEquals(before + 1, alarms("paid-after-end"));
        orderIs("EXPIRED", "EXPIRED");
    }

    @Test
    void aDepositOfAnotherAmountGoesBackAndPaysNothing() {
        pg.script(order.pgOrderId(), FakePg.Script.DEPOSIT);
        comeBack("pending");
        double before = alarms("amount-mismatch");
        pg.setAmount(order.pgOrderId(), order.amount() - 1_000);
        pg.set(order.pgOrderId(), "DONE");
        Webhook.about(order, "evt-short-" + order.orderNo()).deliver().then().statusCode(200);
        sweepUntilPayment("VOIDED");
        assertEquals("CANCELED", pg.status(order.pgOrderId()));
        assertEquals(before + 1, alarms("amount-mismatch"));
        orderIs("PENDING_PAYMENT", "VOIDED");
    }

    private void awaitDepositUntilYesterday() {
        pg.script(order.pgOrderId(), FakePg.Script.DEPOSIT);
        comeBack("pending");
        rows.update(
                "UPDATE payments SET deposit_due = now() - interval '1 day', next_attempt_at = now() WHERE id = ?",
                UUID.fromString(order.paymentId()));
    }

    private void sweepUntilPayment(String status) {
        Eventually.sweep(payments, () -> paymentStatus().equals(status));
    }

    @Test
    void aDepositThatCrossesItsCancellationGoesBack() {
        pg.script(order.pgOrderId(), FakePg.Script.DEPOSIT);
        comeBack("pending");
        pg.down = true;
        try {
            buyer.cancel(order).then().statusCode(200).body("status", equalTo("CANCEL_REQUESTED"));
        } finally {
            pg.down = false;
        }
        pg.set(order.pgOrderId(), "DONE");
        Webhook.about(order, "evt-crossed-" + order.orderNo()).deliver().then().statusCode(200);
        sweepUntil("CANCELLED");
        orderIs("CANCELLED", "VOIDED");
        assertEquals("CANCELED", pg.status(order.pgOrderId()));
    }

    @Test
    void reconciliationSettlesWhatOnlyTheGatewayKnows() {
        pg.set(order.pgOrderId(), "DONE");
        Reconciliation found = reconcileAll();
        assertTrue(found.differences().stream()
                .anyMatch(d -> d.pgOrderId().equals(order.pgOrderId())
                        && d.kind() == Reconciliation.Kind.PG_ONLY
                        && d.fixed()));
        orderIs("PAID", "PAID");
    }

    @Test
    void reconciliationReportsWhatOnlyTheDatabaseBelieves() {
        comeBack("paid");
        pg.set(order.pgOrderId(), "IN_PROGRESS");
        Reconciliation found = reconcileAll();
        assertTrue(found.differences().stream()
                .anyMatch(d -> d.pgOrderId().equals(order.pgOrderId())
                        && d.kind() == Reconciliation.Kind.STATUS_DIFFERS
                        && !d.fixed()));
        orderIs("PAID", "PAID");
    }

    private Reconciliation reconcileAll() {
        rows.update("UPDATE payments SET checked_at = now() WHERE pg_order_id <> ?", order.pgOrderId());
        return payments.reconcile(1000);
    }

    private void comeBack(String result) {
        Buyer.comeBack(order, key).then().statusCode(303).header("Location", endsWith("?result=" + result));
    }

    private void expire() {
        rows.update("UPDATE orders SET expires_at = now() - interval '1 second' WHERE order_no = ?", order.orderNo());
        orders.expireDue(100);
    }

    private void sweepUntil(String orderStatus) {
        Eventually.sweep(payments, () -> buyer.see(order).path("status").equals(orderStatus));
    }

    private String paymentStatus() {
        return buyer.see(order).path("payment.status");
    }

    private void orderIs(String status, String paymentStatus) {
        buyer.see(order).then().body("status", equalTo(status)).body("payment.status", equalTo(paymentStatus));
    }

    private long attempts() {
        return rows.number(
                "SELECT count(*) FROM payment_attempts WHERE payment_id = ?", UUID.fromString(order.paymentId()));
    }

    private double alarms(String kind) {
        return meters.counter("naru.alarms", "kind", kind).count();
    }
}
