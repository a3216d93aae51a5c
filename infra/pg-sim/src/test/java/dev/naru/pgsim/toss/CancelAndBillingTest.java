package dev.naru.pgsim.toss;

import static dev.naru.pgsim.Buyer.authenticated;
import static dev.naru.pgsim.Buyer.newOrder;
import static dev.naru.pgsim.Buyer.paid;
import static dev.naru.pgsim.Buyer.postOnce;
import static dev.naru.pgsim.Buyer.shop;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.pgsim.ShopStub;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ShopStub.class)
class CancelAndBillingTest {

    private static Response cancel(String paymentKey, Map<String, Object> body, String idempotencyKey) {
        return shop().header("Idempotency-Key", idempotencyKey)
                .body(body)
                .post("/v1/payments/" + paymentKey + "/cancel");
    }

    private static Response charge(String billingKey, String order, long amount, String idempotencyKey) {
        return shop().header("Idempotency-Key", idempotencyKey)
                .body(Map.of("customerKey", "m1", "amount", amount, "orderId", order, "orderName", "정기결제"))
                .post("/v1/billing/" + billingKey);
    }

    @Test
    void givesBackInPartsAndNoMoreThanWasPaid() {
        String order = newOrder();
        String key = paid(order, 10_000);
        cancel(key, Map.of("cancelReason", "일부 반품", "cancelAmount", 3_000), "1:" + order)
                .then()
                .statusCode(200)
                .body("status", equalTo("PARTIAL_CANCELED"))
                .body("balanceAmount", equalTo(7_000));
        // Repeated under its key: nothing more is given back.
        cancel(key, Map.of("cancelReason", "일부 반품", "cancelAmount", 3_000), "1:" + order)
                .then()
                .body("balanceAmount", equalTo(7_000));
        cancel(key, Map.of("cancelReason", "반품", "cancelAmount", 7_001), "2:" + order)
                .then()
                .statusCode(403)
                .body("code", equalTo("NOT_CANCELABLE_AMOUNT"));
        cancel(key, Map.of("cancelReason", "나머지"), "3:" + order)
                .then()
                .body("status", equalTo("CANCELED"))
                .body("balanceAmount", equalTo(0))
                .body("cancels", hasSize(2));
        cancel(key, Map.of("cancelReason", "또"), "4:" + order).then().body("code", equalTo("ALREADY_CANCELED_PAYMENT"));
    }

    @Test
    void refusesACancelWithoutReasonOrPayment() {
        String order = newOrder();
        cancel(paid(order, 1_000), Map.of(), "1:" + order).then().statusCode(400);
        cancel("pay_unknown", Map.of("cancelReason", "x"), "2:" + order).then().statusCode(404);
        cancel(authenticated(newOrder(), 1_000, "normal"), Map.of("cancelReason", "x"), "3:" + order)
                .then()
                .statusCode(403)
                .body("code", equalTo("NOT_CANCELABLE_PAYMENT"));
    }

    @Test
    void chargesABillingKeyOnceForAnOrder() {
        String order = newOrder();
        String first = charge("bill-demo-7", order, 9_900, "c:" + order)
                .then()
                .statusCode(200)
                .body("status", equalTo("DONE"))
                .body("type", equalTo("BILLING"))
                .extract()
                .asString();
        assertEquals(first, charge("bill-demo-7", order, 9_900, "c:" + order).asString());
        charge("bill-demo-7", order, 9_900, "d:" + order)
                .then()
                .statusCode(400)
                .body("code", equalTo("DUPLICATED_ORDER_ID"));
    }

    @Test
    void declinesOrMisbehavesByBillingKey() {
        String declined = newOrder();
        charge("bill-demo-declined", declined, 9_900, "1:" + declined)
                .then()
                .statusCode(403)
                .body("code", equalTo("REJECT_CARD_COMPANY"));
        shop().get("/v1/payments/orders/" + declined).then().body("status", equalTo("ABORTED"));
        charge("bill-unknown", newOrder(), 9_900, newOrder()).then().body("code", equalTo("INVALID_BILL_KEY_REQUEST"));
        charge("bill-demo-1", "no", 9_900, newOrder()).then().body("code", equalTo("INVALID_REQUEST"));
        String lost = newOrder();
        String body = "{\"customerKey\":\"m1\",\"orderId\":\"%s\",\"amount\":9900,\"orderName\":\"x\"}".formatted(lost);
        assertThrows(IOException.class, () -> postOnce("/v1/billing/bill-demo-answer-lost", "2:" + lost, body));
        shop().get("/v1/payments/orders/" + lost).then().body("status", equalTo("DONE"));
    }

    @Test
    void theSettlementHasOnePlantedMismatch() {
        paid(newOrder(), 10_000);
        paid(newOrder(), 20_000);
        String today = LocalDate.now(ZoneId.of("Asia/Seoul")).toString();
        List<Map<String, Object>> lines = shop().queryParam("startDate", today)
                .queryParam("endDate", today)
                .get("/v1/settlements")
                .then()
                .statusCode(200)
                .extract()
                .path("");
        assertTrue(lines.size() >= 2);
        long wrong = lines.stream()
                .filter(line -> ((Number) line.get("amount")).longValue() > 0)
                .filter(line -> ((Number) line.get("amount")).longValue()
                        != shop().get("/v1/payments/" + line.get("paymentKey"))
                                .<Number>path("totalAmount")
                                .longValue())
                .count();
        assertEquals(1, wrong);
        shop().get("/v1/settlements?startDate=x&endDate=y").then().statusCode(400);
    }
}
