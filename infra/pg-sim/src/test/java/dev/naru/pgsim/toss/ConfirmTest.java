package dev.naru.pgsim.toss;

import static dev.naru.pgsim.Buyer.authenticated;
import static dev.naru.pgsim.Buyer.confirm;
import static dev.naru.pgsim.Buyer.newOrder;
import static dev.naru.pgsim.Buyer.paid;
import static dev.naru.pgsim.Buyer.pay;
import static dev.naru.pgsim.Buyer.postOnce;
import static dev.naru.pgsim.Buyer.shop;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesRegex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.naru.pgsim.Buyer;
import dev.naru.pgsim.Eventually;
import dev.naru.pgsim.ShopStub;
import dev.naru.pgsim.payment.Scenario;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ShopStub.class)
class ConfirmTest {

    @Test
    void confirmsWhatTheBuyerAuthenticated() {
        String order = newOrder();
        Map<String, String> returned = pay(order, 12_900, Buyer.NORMAL_CARD);
        assertEquals(order, returned.get("orderId"));
        assertEquals("12900", returned.get("amount"));
        assertEquals("s", returned.get("state"));
        confirm(returned.get("paymentKey"), order, 12_900, "approve:1")
                .then()
                .statusCode(200)
                .body("status", equalTo("DONE"))
                .body("orderId", equalTo(order))
                .body("totalAmount", equalTo(12_900))
                .body("balanceAmount", equalTo(12_900))
                .body("currency", equalTo("KRW"))
                .body("method", equalTo("카드"))
                .body("approvedAt", matchesRegex(".*\\+09:00"))
                .body("card.number", equalTo("40000000****0002"));
        shop().get("/v1/payments/orders/" + order).then().body("status", equalTo("DONE"));
        shop().get("/v1/payments/" + returned.get("paymentKey")).then().body("orderId", equalTo(order));
    }

    @Test
    void refusesAWrongSecretKey() {
        given().get("/v1/payments/x").then().statusCode(401).body("code", equalTo("UNAUTHORIZED_KEY"));
        given().auth()
                .preemptive()
                .basic("test_sk_of_somebody_else", "")
                .get("/v1/payments/x")
                .then()
                .statusCode(401);
    }

    @Test
    void refusesAnotherAmountOrOrder() {
        String order = newOrder();
        String key = authenticated(order, 5_000, "normal");
        confirm(key, order, 4_999, "a:" + order).then().statusCode(400).body("code", equalTo("INVALID_REQUEST"));
        confirm(key, newOrder(), 5_000, "b:" + order).then().statusCode(400);
        confirm(key, order, 5_000, "c:" + order).then().statusCode(200);
    }

    @Test
    void refusesReuseUnderAnotherKeyButRepeatsUnderTheSame() {
        String order = newOrder();
        String key = authenticated(order, 5_000, "normal");
        String first = confirm(key, order, 5_000, "k:" + order).asString();
        assertEquals(first, confirm(key, order, 5_000, "k:" + order).asString());
        confirm(key, order, 5_000, "other:" + order)
                .then()
                .statusCode(400)
                .body("code", equalTo("ALREADY_PROCESSED_PAYMENT"));
    }

    @Test
    void anIdempotencyKeyIsOfOneUrlAndNotOfTheBody() {
        String order = newOrder();
        String key = paid(order, 5_000);
        // The same key on another URL is another operation.
        shop().header("Idempotency-Key", "approve:" + order)
                .body(Map.of("cancelReason", "변심"))
                .post("/v1/payments/" + key + "/cancel")
                .then()
                .body("status", equalTo("CANCELED"));
        // The same key with another body is the same operation, as Toss has it.
        confirm(key, order, 1, "approve:" + order).then().statusCode(200).body("status", equalTo("DONE"));
        confirm(key, order, 5_000, "x".repeat(301))
                .then()
                .statusCode(400)
                .body("code", equalTo("INVALID_IDEMPOTENCY_KEY"));
    }

    @Test
    void aDoubleClickApprovesOnce() throws Exception {
        String order = newOrder();
        String key = authenticated(order, 5_000, "normal");
        List<Callable<String>> calls = IntStream.range(0, 8)
                .mapToObj(i -> (Callable<String>)
                        () -> confirm(key, order, 5_000, "click:" + order + i).path("status"))
                .toList();
        try (var threads = Executors.newFixedThreadPool(8)) {
            var statuses = threads.invokeAll(calls).stream()
                    .map(f -> String.valueOf(f.resultNow()))
                    .collect(Collectors.groupingBy(s -> s, Collectors.counting()));
            assertEquals(Map.of("DONE", 1L, "null", 7L), statuses);
        }
    }

    @Test
    void refusesWhatWasNotAuthenticatedOrIsUnknown() {
        confirm("pay_unknown", newOrder(), 1, newOrder())
                .then()
                .statusCode(404)
                .body("code", equalTo("NOT_FOUND_PAYMENT"));
        String order = newOrder();
        String where = Buyer.form(order, 900)
                .formParam("card", Buyer.NORMAL_CARD)
                .post("/toss/pay")
                .getHeader("Location");
        String key = where.replaceAll(".*/pay/([^?]+).*", "$1");
        confirm(key, order, 900, newOrder()).then().statusCode(404).body("code", equalTo("NOT_FOUND_PAYMENT_SESSION"));
    }

    @Test
    void refusesBrokenJson() {
        shop().body("{\"paymentKey\":")
                .post("/v1/payments/confirm")
                .then()
                .statusCode(400)
                .body("code", equalTo("INVALID_REQUEST"));
        shop().body("{\"amount\":\"many\"}").post("/v1/payments/confirm").then().statusCode(400);
        shop().body("").post("/v1/payments/confirm").then().statusCode(400).body("code", equalTo("INVALID_REQUEST"));
        given().contentType(ContentType.TEXT)
                .body("x")
                .post("/v1/payments/confirm")
                .then()
                .statusCode(415);
    }

    @Test
    void answerLostIsApprovedAndTheSameKeyGetsTheAnswer() {
        String order = newOrder();
        String key = authenticated(order, 7_000, "answer-lost");
        String body = "{\"paymentKey\":\"%s\",\"orderId\":\"%s\",\"amount\":7000}".formatted(key, order);
        assertThrows(IOException.class, () -> postOnce("/v1/payments/confirm", "l:" + order, body));
        shop().get("/v1/payments/orders/" + order).then().body("status", equalTo("DONE"));
        confirm(key, order, 7_000, "l:" + order).then().statusCode(200).body("status", equalTo("DONE"));
    }

    @Test
    void hangAnswersLateAndIsApprovedMeanwhile() {
        String order = newOrder();
        String key = authenticated(order, 7_000, "hang");
        confirm(key, order, 7_000, "h:" + order).then().statusCode(200).body("status", equalTo("DONE"));
    }

    @Test
    void sticky500NeverApproves() {
        String order = newOrder();
        String key = authenticated(order, 7_000, "sticky-500");
        confirm(key, order, 7_000, "a:" + order).then().statusCode(500);
        confirm(key, order, 7_000, "b:" + order).then().statusCode(500).body("code", containsString("FAILED_INTERNAL"));
        shop().get("/v1/payments/" + key).then().body("status", equalTo("IN_PROGRESS"));
    }

    @Test
    void rateLimitedAnswers429TwiceThenApproves() {
        String order = newOrder();
        String key = authenticated(order, 7_000, "rate-limited");
        confirm(key, order, 7_000, "r:" + order).then().statusCode(429).header("Retry-After", "1");
        confirm(key, order, 7_000, "r:" + order).then().statusCode(429);
        confirm(key, order, 7_000, "r:" + order).then().statusCode(200);
    }

    @Test
    void declinesAtConfirm() {
        String order = newOrder();
        String key = authenticated(order, 7_000, "declined-at-confirm");
        confirm(key, order, 7_000, "d:" + order).then().statusCode(403).body("code", equalTo("REJECT_CARD_PAYMENT"));
        shop().get("/v1/payments/" + key)
                .then()
                .body("status", equalTo("ABORTED"))
                .body("failure.code", equalTo("REJECT_CARD_PAYMENT"));
    }

    @Test
    void anOrderIsPaidOnce() {
        String order = newOrder();
        String second = authenticated(order, 7_000, "normal");
        paid(order, 7_000);
        confirm(second, order, 7_000, "2:" + order).then().statusCode(400).body("code", equalTo("DUPLICATED_ORDER_ID"));
        String other = newOrder();
        confirm(authenticated(other, 7_000, "duplicate-order"), other, 7_000, "3:" + order)
                .then()
                .body("code", equalTo("DUPLICATED_ORDER_ID"));
    }

    @Test
    void tamperedAmountIsNotWhatWasAuthenticated() {
        String order = newOrder();
        Map<String, String> returned = pay(order, 7_000, Scenario.TAMPERED_AMOUNT.card());
        assertEquals("700", returned.get("amount"));
        confirm(returned.get("paymentKey"), order, 700, "t:" + order).then().statusCode(400);
    }

    @Test
    void aVirtualAccountIsPaidByADepositAndMayBeReversed() throws Exception {
        String order = newOrder();
        String key = authenticated(order, 7_000, "deposit-reversed");
        confirm(key, order, 7_000, "v:" + order)
                .then()
                .body("status", equalTo("WAITING_FOR_DEPOSIT"))
                .body("virtualAccount.bankCode", equalTo("20"));
        ShopStub.await(
                key,
                arrivals -> arrivals.stream().anyMatch(a -> a.about("WAITING_FOR_DEPOSIT"))
                        && arrivals.stream().anyMatch(a -> a.about("CANCELED")));
        Eventually.get(() -> shop().get("/v1/payments/" + key).<String>path("status"), "CANCELED"::equals);
    }
}
