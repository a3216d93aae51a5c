package dev.naru.pgsim.checkout;

import static dev.naru.pgsim.Buyer.form;
import static dev.naru.pgsim.Buyer.newOrder;
import static dev.naru.pgsim.Buyer.query;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesRegex;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.pgsim.Buyer;
import dev.naru.pgsim.ShopStub;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(ShopStub.class)
class PayWindowTest {

    private static RequestSpecification opened(String orderId) {
        return given().queryParam("clientKey", "test_ck")
                .queryParam("orderId", orderId)
                .queryParam("orderName", "<b>머그컵</b> \"특가\"")
                .queryParam("amount", 12_900)
                .queryParam("successUrl", ShopStub.base() + "/pg/return/toss/1")
                .queryParam("failUrl", ShopStub.base() + "/pg/fail/toss/1");
    }

    private static Response act(String session, String action, String otp) {
        return given().redirects()
                .follow(false)
                .formParam("action", action)
                .formParam("otp", otp)
                .post(session);
    }

    private static String session(String order) {
        return form(order, 900)
                .formParam("card", Buyer.NORMAL_CARD)
                .post("/toss/pay")
                .then()
                .statusCode(303)
                .extract()
                .header("Location")
                .replaceAll("\\?.*", "");
    }

    @Test
    void thePageIsKoreanFirstAndSafe() {
        opened(newOrder())
                .get("/toss/pay")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .header("Content-Security-Policy", containsString("form-action 'self' " + ShopStub.base()))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .header("X-Request-Id", matchesRegex("[0-9a-f]{32}"))
                .body(containsString("결제 수단"))
                .body(containsString("12,900원"))
                .body(containsString("&lt;b&gt;머그컵"))
                .body(not(containsString("<b>머그컵")))
                .body(not(containsString("<script")));
        opened(newOrder()).queryParam("lang", "en").get("/toss/pay").then().body(containsString("Payment method"));
        opened(newOrder())
                .header("Accept-Language", "en-US,en;q=0.9")
                .get("/toss/pay")
                .then()
                .body(containsString("₩12,900"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example/",
                "//evil.example/",
                "javascript:alert(1)",
                "http://127.0.0.1:1/",
                "http://user@127.0.0.1/",
                "",
                "not a url"
            })
    void isNoOpenRedirector(String url) {
        given().queryParam("clientKey", "c")
                .queryParam("orderId", newOrder())
                .queryParam("orderName", "x")
                .queryParam("amount", 1)
                .queryParam("successUrl", url)
                .queryParam("failUrl", ShopStub.base())
                .get("/toss/pay")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString("successUrl"));
        // The form is checked as well as the link.
        given().formParam("clientKey", "c")
                .formParam("orderId", newOrder())
                .formParam("orderName", "x")
                .formParam("amount", 1)
                .formParam("successUrl", ShopStub.base())
                .formParam("failUrl", url)
                .formParam("card", Buyer.NORMAL_CARD)
                .formParam("action", "decline")
                .post("/toss/pay")
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @CsvSource({
        "amount,-1",
        "amount,0",
        "amount,99999999999",
        "amount,1e3",
        "orderId,short",
        "orderId,a b c d e f",
        "currency,USD"
    })
    void refusesBadFields(String field, String value) {
        Map<String, String> fields = new HashMap<>(Map.of(
                "clientKey",
                "c",
                "orderId",
                newOrder(),
                "orderName",
                "x",
                "amount",
                "100",
                "successUrl",
                ShopStub.base(),
                "failUrl",
                ShopStub.base(),
                "card",
                Buyer.NORMAL_CARD));
        fields.put(field, value);
        given().formParams(fields).post("/toss/pay").then().statusCode(400).body("detail", containsString(field));
    }

    @Test
    void walksThroughVerification() {
        String order = newOrder();
        String session = session(order);
        given().get(session).then().statusCode(200).body(containsString("본인 인증"));
        act(session, "approve", "000000").then().statusCode(422).body(containsString("인증번호가 맞지 않습니다"));
        Response approved = act(session, "approve", "314159");
        assertEquals(order, query(approved).get("orderId"));
        // A double click and the back button lead to the same place.
        assertEquals(
                approved.getHeader("Location"),
                act(session, "approve", "314159").getHeader("Location"));
        given().redirects().follow(false).get(session).then().header("Location", approved.getHeader("Location"));
        assertEquals(approved.getHeader("Location"), act(session, "cancel", "").getHeader("Location"));
    }

    @Test
    void buyerOrCardCompanyMaySayNo() {
        Map<String, String> canceled = query(act(session(newOrder()), "cancel", ""));
        assertEquals("PAY_PROCESS_CANCELED", canceled.get("code"));
        assertTrue(canceled.get("message").contains("취소"));
        String order = newOrder();
        Map<String, String> declined = query(act(session(order), "decline", ""));
        assertEquals("REJECT_CARD_COMPANY", declined.get("code"));
        assertEquals(order, declined.get("orderId"));
    }

    @Test
    void aClosedWindowTellsTheShopNothing() {
        String order = newOrder();
        String session = session(order);
        act(session, "close", "").then().statusCode(200).body(containsString("결제창을 닫았어요"));
        Buyer.shop().get("/v1/payments/orders/" + order).then().body("status", equalTo("READY"));
        assertTrue(ShopStub.arrivals(order).isEmpty());
    }

    @Test
    void refusesUnknownChoices() {
        form(newOrder(), 100).formParam("card", "12").post("/toss/pay").then().statusCode(400);
        form(newOrder(), 100)
                .formParam("method", "gold")
                .post("/toss/pay")
                .then()
                .statusCode(400);
        form(newOrder(), 100)
                .formParam("card", Buyer.NORMAL_CARD)
                .formParam("scenario", "nope")
                .post("/toss/pay")
                .then()
                .statusCode(400);
        form(newOrder(), 100)
                .formParam("card", Buyer.NORMAL_CARD)
                .formParam("action", "steal")
                .post("/toss/pay")
                .then()
                .statusCode(400);
        given().get("/toss/pay/pay_unknown").then().statusCode(404);
        given().accept("text/html")
                .get("/toss/pay/pay_unknown")
                .then()
                .statusCode(404)
                .contentType("text/html");
    }
}
