package dev.naru.origin;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.naru.origin.payment.Payments;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kakao Pay behind the same port: told once, approved with the token that the buyer brings, by whichever replica. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class KakaoTest {

    FakeKakao kakao;

    @Inject
    Payments payments;

    private final Buyer buyer = new Buyer();
    private String orderNo;
    private URI open;

    @BeforeEach
    void ordered() {
        Response placed = order("kakao");
        placed.then().statusCode(201).body("payment.provider", equalTo("kakao"));
        orderNo = placed.path("orderNo");
        open = URI.create(placed.path("payment.checkoutUrl"));
    }

    @Test
    void aBuyerIsToldOfOnceAndPaid() {
        String window = open().then().statusCode(303).extract().header("Location");
        open().then().statusCode(303).header("Location", equalTo(window));
        assertEquals(1, kakao.count("ready", orderNo + "-P1"));
        comeBack(kakao.authenticated(orderNo + "-P1"))
                .then()
                .statusCode(303)
                .header("Location", endsWith("result=paid"));
        see().then().body("status", equalTo("PAID")).body("payment.method", equalTo("카카오페이머니"));
    }

    @Test
    void aLostAnswerIsFoundOutByInquiry() {
        open();
        kakao.script(orderNo + "-P1", FakeKakao.Script.APPROVE_AND_DROP);
        String token = kakao.authenticated(orderNo + "-P1");
        comeBack(token).then().statusCode(303).header("Location", endsWith("result=pending"));
        Eventually.sweep(payments, () -> see().path("status").equals("PAID"));
        assertEquals(1, kakao.count("approve", orderNo + "-P1"));
    }

    @Test
    void onlyWhatTheCardCompanyRefusesIsADecline() {
        open();
        kakao.script(orderNo + "-P1", FakeKakao.Script.DECLINE);
        comeBack(kakao.authenticated(orderNo + "-P1"))
                .then()
                .statusCode(303)
                .header("Location", endsWith("result=declined"));
        // Another payment goes by the same gateway.
        buyer.post("/orders/" + orderNo + "/payments", UUID.randomUUID().toString(), null)
                .then()
                .statusCode(201)
                .body("provider", equalTo("kakao"));
    }

    @Test
    void aMadeUpTokenPaysNothing() {
        open();
        comeBack("made-up").then().statusCode(303).header("Location", endsWith("result=pending"));
        see().then().body("status", equalTo("PENDING_PAYMENT"));
    }

    @Test
    void otherMoneyGoesBack() {
        open();
        kakao.script(orderNo + "-P1", FakeKakao.Script.OTHER_AMOUNT);
        comeBack(kakao.authenticated(orderNo + "-P1"));
        Eventually.sweep(payments, () -> see().path("payment.status").equals("VOIDED"));
        assertEquals(1, kakao.count("cancel", orderNo + "-P1"));
    }

    @Test
    void aCancelledOrderIsRefundedOnce() {
        open();
        comeBack(kakao.authenticated(orderNo + "-P1"));
        buyer.post("/orders/" + orderNo + "/cancel", UUID.randomUUID().toString(), null)
                .then()
                .statusCode(200)
                .body("status", equalTo("CANCELLED"));
        assertEquals(1, kakao.count("cancel", orderNo + "-P1"));
    }

    @Test
    void aReturnBeforeTheGatewayWasToldIsRefused() {
        comeBack("any").then().statusCode(422).body(containsString("payment-not-opened"));
    }

    @Test
    void whatIsOfferedIsListedAndNothingElseTaken() {
        given().get("/pg/providers").then().body("providers", contains("toss", "kakao", "nice"));
        order("paypal").then().statusCode(422).body("type", endsWith("unknown-provider"));
        given().redirects()
                .follow(false)
                .get("/pg/open/kakao/" + orderNo + "?state=forged")
                .then()
                .statusCode(401);
    }

    private Response order(String provider) {
        return buyer.post(
                "/orders",
                UUID.randomUUID().toString(),
                Map.of(
                        "lines",
                        List.of(Map.of("sku", "green-tea", "quantity", 1, "unitPrice", 24000)),
                        "currency",
                        "KRW",
                        "provider",
                        provider));
    }

    private Response open() {
        return given().redirects().follow(false).get(open.getRawPath() + "?" + open.getRawQuery());
    }

    private Response comeBack(String token) {
        return given().redirects()
                .follow(false)
                .get("/pg/return/kakao/" + orderNo + "?" + open.getRawQuery() + "&pg_token=" + token);
    }

    private Response see() {
        return buyer.get("/orders/" + orderNo);
    }
}
