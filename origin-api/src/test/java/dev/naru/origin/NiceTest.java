package dev.naru.origin;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.naru.origin.payment.Payments;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** NICE Pay behind the same port: a signed form, one approval, and a net cancel where its answer is lost. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class NiceTest {

    private static final long AMOUNT = 24_000;

    FakeNice nice;

    @Inject
    Payments payments;

    @Inject
    MeterRegistry meters;

    private final Buyer buyer = new Buyer();
    private String orderNo;
    private Map<String, String> window;

    @BeforeEach
    void ordered() {
        Response placed = order();
        orderNo = placed.path("orderNo");
        window = window(placed);
    }

    @Test
    void aSignedReturnIsPaidOnceHoweverOftenItIsPosted() {
        assertEquals(Long.toString(AMOUNT), window.get("amount"));
        assertEquals(FakeNice.CLIENT_ID, window.get("clientId"));
        Map<String, String> form = nice.authenticated(orderId(), AMOUNT);
        for (int i = 0; i < 3; i++) {
            post(form).then().statusCode(303).header("Location", endsWith(orderNo + "?result=paid"));
        }
        assertEquals(1, nice.count("approve", orderId()));
        see().then().body("status", equalTo("PAID")).body("payment.method", equalTo("카드"));
    }

    @Test
    void theGatewaysSiteAsOriginIsNoReasonToRefuse() {
        Map<String, String> form = nice.authenticated(orderId(), AMOUNT);
        given().redirects()
                .follow(false)
                .header("Origin", "https://pay.nicepay.co.kr")
                .formParams(form)
                .post("/pg/return/nice/" + orderNo + "?" + state())
                .then()
                .statusCode(303);
        given().header("Origin", "https://pay.nicepay.co.kr")
                .get("/pg/providers")
                .then()
                .statusCode(403);
    }

    @Test
    void aFormThatTheGatewayHasNotSignedChangesNothing() {
        Map<String, String> good = nice.authenticated(orderId(), AMOUNT);
        refused(with(good, "amount", "1"), 401, "return-signature-invalid");
        refused(with(good, "signature", "0".repeat(64)), 401, "return-signature-invalid");
        refused(with(good, "authToken", "NICEUNTTother"), 401, "return-signature-invalid");
        // Signed with the shop's name only: of another shop's key.
        String token = good.get("authToken");
        refused(
                with(good, "signature", FakeNice.sha256(token + FakeNice.CLIENT_ID + AMOUNT + "another")),
                401,
                "return-signature-invalid");
        refused(with(good, "tid", ""), 400, "return-incomplete");
        assertEquals(0, nice.count("approve", orderId()));
        // Nothing is lost for the buyer whose form it was.
        post(good).then().statusCode(303).header("Location", endsWith("result=paid"));
    }

    @Test
    void aSignedFormForOtherMoneyOrAnotherOrderIsRefused() {
        refused(nice.authenticated(orderId(), 1_000), 422, "amount-mismatch");
        refused(nice.authenticated("ORD-somebody-elses", AMOUNT), 422, "order-mismatch");
        given().formParams(nice.authenticated(orderId(), AMOUNT))
                .accept(ContentType.JSON)
                .post("/pg/return/nice/" + orderNo + "?state=forged")
                .then()
                .statusCode(401)
                .body("type", endsWith("state-invalid"));
        see().then().body("payment.status", equalTo("READY"));
    }

    @Test
    void aPaidOrdersReturnIsNotPaidWithAgain() {
        Map<String, String> form = nice.authenticated(orderId(), AMOUNT);
        post(form);
        String paid = orderNo;
        ordered();
        // The signature covers neither order nor tid: both are altered to fit, and the tid is known.
        refused(with(form, "orderId", orderId()), 422, "payment-key-reused");
        assertEquals(1, nice.count("approve", paid + "-P1"));
    }

    @Test
    void moneyTakenUnderAnotherOrdersAuthenticationIsThatOrdersMoney() {
        Response other = order();
        String otherNo = other.path("orderNo");
        Map<String, String> form = nice.authenticated(otherNo + "-P1", AMOUNT);
        // Before the other order's own return: only the answer shows whose it was.
        post(with(form, "orderId", orderId())).then().statusCode(303).header("Location", endsWith("result=pending"));
        Eventually.sweep(
                payments, () -> buyer.get("/orders/" + otherNo).path("status").equals("PAID"));
        assertEquals("PENDING_PAYMENT", see().path("status"));
        assertEquals(1, nice.count("approve", otherNo + "-P1"));
    }

    @Test
    void aBuyerWhoGivesUpMayTryAgain() {
        post(Map.of("authResultCode", "I002", "authResultMsg", "사용자 취소", "orderId", orderId()))
                .then()
                .statusCode(303)
                .header("Location", endsWith("result=declined"));
        post(nice.authenticated(orderId(), AMOUNT)).then().header("Location", endsWith("result=paid"));
    }

    @Test
    void aLostAnswerIsNetCancelledOnceAndTheOrderMayBePaidAnew() {
        nice.script(orderId(), FakeNice.Script.APPROVE_AND_DROP);
        post(nice.authenticated(orderId(), AMOUNT)).then().header("Location", endsWith("result=pending"));
        Eventually.sweep(payments, () -> see().path("payment.status").equals("VOIDED"));
        assertEquals(1, nice.count("approve", orderId()));
        assertEquals(1, nice.count("netcancel", orderId()));
        see().then().body("status", equalTo("PENDING_PAYMENT"));
        Response again =
                buyer.post("/orders/" + orderNo + "/payments", UUID.randomUUID().toString(), null);
        again.then().statusCode(201).body("provider", equalTo("nice"));
        window = Buyer.query(URI.create(again.path("checkoutUrl")));
        post(nice.authenticated(orderNo + "-P2", AMOUNT)).then().header("Location", endsWith("result=paid"));
    }

    @Test
    void anApprovalThatNeverArrivedIsNotTriedAgain() {
        nice.script(orderId(), FakeNice.Script.DROP);
        post(nice.authenticated(orderId(), AMOUNT)).then().header("Location", endsWith("result=pending"));
        Eventually.sweep(payments, () -> nice.count("netcancel", orderId()) >= 2);
        assertEquals(1, nice.count("approve", orderId()));
        see().then().body("payment.status", equalTo("RESOLVING"));
    }

    @Test
    void aRefusalOfTheCardCompanyIsADecline() {
        nice.script(orderId(), FakeNice.Script.DECLINE);
        post(nice.authenticated(orderId(), AMOUNT)).then().header("Location", endsWith("result=declined"));
        see().then().body("payment.status", equalTo("DECLINED"));
        assertEquals(0, nice.count("netcancel", orderId()));
    }

    @Test
    void anAnswerForOtherMoneyOrWithAForgedSignatureDoesNotPay() {
        nice.script(orderId(), FakeNice.Script.OTHER_AMOUNT);
        post(nice.authenticated(orderId(), AMOUNT));
        Eventually.sweep(payments, () -> see().path("payment.status").equals("VOIDED"));
        ordered();
        double before = alarms("answer-signature-invalid");
        nice.script(orderId(), FakeNice.Script.FORGED_ANSWER);
        post(nice.authenticated(orderId(), AMOUNT)).then().header("Location", endsWith("result=pending"));
        assertEquals(before + 1, alarms("answer-signature-invalid"));
        Eventually.sweep(payments, () -> see().path("payment.status").equals("VOIDED"));
    }

    @Test
    void aCancelledOrderIsRefundedOnce() {
        post(nice.authenticated(orderId(), AMOUNT));
        buyer.post("/orders/" + orderNo + "/cancel", UUID.randomUUID().toString(), null)
                .then()
                .statusCode(200)
                .body("status", equalTo("CANCELLED"));
        assertEquals(1, nice.count("cancel", orderId()));
    }

    @Test
    void aWebhookIsAcknowledgedInTheGatewaysWords() {
        Map<String, String> form = nice.authenticated(orderId(), AMOUNT);
        post(form);
        String event = nice.event(form.get("tid"));
        given().contentType(ContentType.JSON)
                .body(event)
                .post("/pg/webhook/nice")
                .then()
                .statusCode(200)
                .contentType(startsWith("text/html"))
                .body(equalTo("OK"));
        given().contentType(ContentType.JSON)
                .body(event.replace("\"amount\":24000", "\"amount\":1"))
                .post("/pg/webhook/nice")
                .then()
                .statusCode(401);
    }

    @Test
    void itIsOfferedAsTheThird() {
        given().get("/pg/providers").then().body("providers", contains("toss", "kakao", "nice"));
    }

    private void refused(Map<String, String> form, int status, String slug) {
        double before = alarms(slug);
        given().redirects()
                .follow(false)
                .accept(ContentType.JSON)
                .contentType(ContentType.URLENC.withCharset("UTF-8"))
                .formParams(form)
                .post("/pg/return/nice/" + orderNo + "?" + state())
                .then()
                .statusCode(status)
                .body("type", endsWith(slug));
        assertEquals(before + (status == 400 ? 0 : 1), alarms(slug), slug);
        see().then().body("status", equalTo("PENDING_PAYMENT")).body("payment.status", equalTo("READY"));
    }

    private double alarms(String kind) {
        Counter counter = meters.find("naru.alarms").tag("kind", kind).counter();
        return counter == null ? 0 : counter.count();
    }

    private static Map<String, String> with(Map<String, String> form, String name, String value) {
        Map<String, String> altered = new HashMap<>(form);
        altered.put(name, value);
        return altered;
    }

    private Response order() {
        Response placed = buyer.post(
                "/orders",
                UUID.randomUUID().toString(),
                Map.of(
                        "lines",
                        List.of(Map.of("sku", "green-tea", "quantity", 1, "unitPrice", AMOUNT)),
                        "currency",
                        "KRW",
                        "provider",
                        "nice"));
        placed.then().statusCode(201).body("payment.provider", equalTo("nice"));
        return placed;
    }

    private static Map<String, String> window(Response placed) {
        return Buyer.query(URI.create(placed.path("payment.checkoutUrl")));
    }

    private String orderId() {
        return orderNo + "-P1";
    }

    private String state() {
        return URI.create(window.get("returnUrl")).getRawQuery();
    }

    private Response post(Map<String, String> form) {
        return given().redirects()
                .follow(false)
                .contentType(ContentType.URLENC.withCharset("UTF-8"))
                .formParams(form)
                .post("/pg/return/nice/" + orderNo + "?" + state());
    }

    private Response see() {
        return buyer.get("/orders/" + orderNo);
    }
}
