package dev.naru.pgsim.kakao;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.naru.pgsim.Buyer;
import dev.naru.pgsim.ShopStub;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ShopStub.class)
class KakaoTest {
    private static final String ORDER_USER = "member-1";

    private static Response call(String name, Map<String, Object> body) {
        Map<String, Object> whole = new HashMap<>(body);
        whole.put("cid", "TC0ONETIME");
        return given().header("Authorization", "SECRET_KEY " + ShopStub.KAKAO_KEY)
                .contentType(ContentType.JSON)
                .body(whole)
                .post("/online/v1/payment/" + name);
    }

    private static Response ready(String order) {
        return call(
                "ready",
                Map.of(
                        "partner_order_id",
                        order,
                        "partner_user_id",
                        ORDER_USER,
                        "item_name",
                        "나루 머그컵",
                        "quantity",
                        1,
                        "total_amount",
                        12_000,
                        "tax_free_amount",
                        0,
                        "approval_url",
                        ShopStub.base() + "/pg/return/kakao/" + order + "?state=s",
                        "cancel_url",
                        ShopStub.base() + "/pg/fail/kakao/" + order + "?state=s&code=cancelled",
                        "fail_url",
                        ShopStub.base() + "/pg/fail/kakao/" + order + "?state=s&code=failed"));
    }

    /** The buyer types the code in the window and goes back: the token that they bring. */
    private static String token(Response ready) {
        Response answer = given().redirects()
                .follow(false)
                .contentType(ContentType.URLENC)
                .formParam("action", "approve")
                .formParam("otp", "123456")
                .post(URI.create(ready.path("next_redirect_pc_url")).getPath());
        return Buyer.query(answer).get("pg_token");
    }

    private static Response approve(String tid, String order, String token) {
        return call(
                "approve",
                Map.of("tid", tid, "partner_order_id", order, "partner_user_id", ORDER_USER, "pg_token", token));
    }

    @Test
    void aPaymentIsReadiedAuthenticatedApprovedAndCancelledInParts() {
        String order = Buyer.newOrder();
        Response ready = ready(order);
        ready.then().statusCode(200).body("tid", startsWith("T")).body("created_at", notNullValue());
        String tid = ready.path("tid");
        call("order", Map.of("tid", tid)).then().body("status", equalTo("READY"));
        String token = token(ready);
        call("order", Map.of("tid", tid)).then().body("status", equalTo("AUTH_PASSWORD"));
        approve(tid, order, "made-up").then().statusCode(400).body("error_code", equalTo(-2));
        approve(tid, order, token)
                .then()
                .statusCode(200)
                .body("aid", notNullValue())
                .body("amount.total", equalTo(12_000))
                .body("partner_order_id", equalTo(order));
        approve(tid, order, token).then().statusCode(400).body("error_code", equalTo(-702));

        call(
                        "cancel",
                        Map.of(
                                "tid",
                                tid,
                                "cancel_amount",
                                2_000,
                                "cancel_tax_free_amount",
                                0,
                                "cancel_available_amount",
                                12_000))
                .then()
                .statusCode(200)
                .body("status", equalTo("PART_CANCEL_PAYMENT"))
                .body("canceled_amount.total", equalTo(2_000));
        // As if the first answer had been lost and the call repeated: what may be left no longer fits.
        call(
                        "cancel",
                        Map.of(
                                "tid",
                                tid,
                                "cancel_amount",
                                2_000,
                                "cancel_tax_free_amount",
                                0,
                                "cancel_available_amount",
                                12_000))
                .then()
                .statusCode(400)
                .body("error_code", equalTo(-781));
        call("order", Map.of("tid", tid)).then().body("cancel_available_amount.total", equalTo(10_000));
    }

    @Test
    void strangersAndForeignReturnUrlsAreRefused() {
        given().header("Authorization", "SECRET_KEY wrong")
                .contentType(ContentType.JSON)
                .body(Map.of("cid", "TC0ONETIME", "tid", "T_1"))
                .post("/online/v1/payment/order")
                .then()
                .statusCode(401)
                .body("error_code", equalTo(-401));
        call("order", Map.of("tid", "T_none")).then().statusCode(400).body("error_code", equalTo(-721));
        call(
                        "ready",
                        Map.of(
                                "partner_order_id", Buyer.newOrder(),
                                "item_name", "x",
                                "total_amount", 1_000,
                                "approval_url", "http://evil.example/",
                                "fail_url", "http://evil.example/"))
                .then()
                .statusCode(400)
                .body("error_code", equalTo(-2));
    }

    @Test
    void whatWasNotAuthenticatedIsNotApproved() {
        String order = Buyer.newOrder();
        Response ready = ready(order);
        String tid = ready.path("tid");
        approve(tid, order, "any").then().statusCode(400);
        call("cancel", Map.of("tid", tid, "cancel_amount", 1))
                .then()
                .statusCode(400)
                .body("error_code", equalTo(-780));
    }
}
