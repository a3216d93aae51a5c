package dev.naru.origin;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.naru.origin.payment.Payments;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Money that goes back in parts, and money that the gateway will not give back at once. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class RefundTest {

    FakePg pg;

    @Inject
    Payments payments;

    @Inject
    Rows rows;

    private final Buyer buyer = new Buyer();

    @Test
    void aCancelledLineGoesBackAndTheRestStands() {
        Buyer.Placed order = paidForTwoLines();
        int before = OrderTest.available("persimmon-tea");
        cancelLine(order, "persimmon-tea")
                .then()
                .statusCode(200)
                .body("status", equalTo("PAID"))
                .body("payment.status", equalTo("PARTIAL_CANCELLED"))
                .body("lines.find { it.sku == 'persimmon-tea' }.status", equalTo("CANCELLED"))
                .body("lines.find { it.sku == 'green-tea' }.status", equalTo("ORDERED"))
                .body("timeline.event", hasItems("order.line-cancel-requested", "order.line-cancelled"));
        assertEquals(before + 2, OrderTest.available("persimmon-tea"));
        assertEquals(19_600, refunded(order));
        cancelLine(order, "persimmon-tea").then().statusCode(404);

        // The line that is left is the whole order.
        cancelLine(order, "green-tea").then().statusCode(200).body("status", equalTo("CANCELLED"));
        assertEquals(order.amount(), refunded(order));
        assertEquals("CANCELED", pg.status(order.pgOrderId()));
    }

    @Test
    void anotherRefundWaitsForTheFirst() {
        Buyer.Placed order = paidForTwoLines();
        pg.down = true;
        try {
            cancelLine(order, "persimmon-tea")
                    .then()
                    .statusCode(200)
                    .body("lines.find { it.sku == 'persimmon-tea' }.status", equalTo("CANCEL_REQUESTED"));
            cancelLine(order, "green-tea").then().statusCode(409).body("type", equalTo(problem("refund-in-progress")));
            buyer.cancel(order).then().statusCode(409);
        } finally {
            pg.down = false;
        }
        Eventually.sweep(payments, () -> refunded(order) == 19_600);
        buyer.cancel(order).then().statusCode(200).body("status", equalTo("CANCELLED"));
        assertEquals(order.amount(), refunded(order));
    }

    @Test
    void aLineThatTheGatewayKeepsStands() {
        Buyer.Placed order = paidForTwoLines();
        pg.refusesCancel.add(order.pgOrderId());
        cancelLine(order, "persimmon-tea")
                .then()
                .statusCode(200)
                .body("status", equalTo("PAID"))
                .body("lines.find { it.sku == 'persimmon-tea' }.status", equalTo("ORDERED"))
                .body("payment.status", equalTo("PAID"));
    }

    @Test
    void linesOfOthersAndOfUnpaidOrdersAreNotCancelled() {
        Buyer.Placed order = paidForTwoLines();
        new Buyer()
                .post("/orders/" + order.orderNo() + "/lines/green-tea/cancel", key(), null)
                .then()
                .statusCode(404);
        Buyer.Placed unpaid = buyer.order("green-tea", 1, 24000);
        cancelLine(unpaid, "green-tea").then().statusCode(409).body("type", equalTo(problem("order-not-paid")));
    }

    @Test
    void aDepositAfterARefusedCancelGoesBackInAnotherRound() {
        Buyer.Placed order = buyer.order("green-tea", 1, 24000);
        String paymentKey = pg.authenticated(order.pgOrderId(), order.amount());
        pg.script(order.pgOrderId(), FakePg.Script.DEPOSIT);
        Buyer.comeBack(order, paymentKey);
        pg.refusesCancel.add(order.pgOrderId());
        buyer.cancel(order).then().statusCode(200).body("status", equalTo("CANCEL_REQUESTED"));

        pg.set(order.pgOrderId(), "DONE");
        Webhook.about(order, "evt-late-" + order.orderNo()).deliver().then().statusCode(200);
        Eventually.sweep(payments, () -> buyer.see(order).path("status").equals("CANCELLED"));
        assertEquals("CANCELED", pg.status(order.pgOrderId()));
        assertEquals(2, pg.count("cancel", order.pgOrderId()));
    }

    @Test
    void anAccountThatTheGatewayClosesFreesACancelledOrder() {
        Buyer.Placed order = buyer.order("green-tea", 1, 24000);
        String paymentKey = pg.authenticated(order.pgOrderId(), order.amount());
        pg.script(order.pgOrderId(), FakePg.Script.DEPOSIT);
        Buyer.comeBack(order, paymentKey);
        pg.refusesCancel.add(order.pgOrderId());
        buyer.cancel(order).then().statusCode(200).body("status", equalTo("CANCEL_REQUESTED"));
        pg.set(order.pgOrderId(), "CANCELED");
        Webhook.about(order, "evt-closed-" + order.orderNo()).deliver().then().statusCode(200);
        buyer.see(order).then().body("status", equalTo("CANCELLED")).body("payment.status", equalTo("EXPIRED"));
    }

    @Test
    void aKeyOfAnotherPaymentFailsThePaymentThatBorrowedIt() {
        Buyer.Placed other = buyer.order("green-tea", 1, 24000);
        String borrowed = pg.authenticated(other.pgOrderId(), other.amount());
        Buyer.Placed order = buyer.order("persimmon-tea", 1, 9800);
        Buyer.comeBack(order, borrowed).then().statusCode(303);
        rows.update(
                "UPDATE payments SET status = 'UNKNOWN', unknown_since = now(), next_attempt_at = now() WHERE id = ?"
                        + " AND status <> 'DECLINED'",
                UUID.fromString(order.paymentId()));
        Eventually.sweep(
                payments,
                () -> !buyer.see(order).path("payment.status").equals("UNKNOWN")
                        && !buyer.see(order).path("payment.status").equals("RESOLVING"));
        assertEquals("IN_PROGRESS", pg.status(other.pgOrderId()));
    }

    private Buyer.Placed paidForTwoLines() {
        Response placed = buyer.post(
                "/orders",
                key(),
                Map.of(
                        "lines",
                        List.of(
                                Map.of("sku", "green-tea", "quantity", 1, "unitPrice", 24000),
                                Map.of("sku", "persimmon-tea", "quantity", 2, "unitPrice", 9800)),
                        "currency",
                        "KRW"));
        placed.then().statusCode(201);
        Buyer.Placed order = Buyer.placed(placed);
        String paymentKey = pg.authenticated(order.pgOrderId(), order.amount());
        Buyer.comeBack(order, paymentKey).then().statusCode(303);
        return order;
    }

    private Response cancelLine(Buyer.Placed order, String sku) {
        return buyer.post("/orders/" + order.orderNo() + "/lines/" + sku + "/cancel", key(), null);
    }

    private long refunded(Buyer.Placed order) {
        return rows.number("SELECT refunded FROM payments WHERE id = ?", UUID.fromString(order.paymentId()));
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private static String problem(String slug) {
        return "https://naru.dev/problems/" + slug;
    }
}
