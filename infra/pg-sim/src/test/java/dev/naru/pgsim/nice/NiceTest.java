package dev.naru.pgsim.nice;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.naru.pgsim.Buyer;
import dev.naru.pgsim.ShopStub;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ShopStub.class)
class NiceTest {
    private static final String EDI_DATE = "2026-01-01T12:00:00+09:00";
    private static final long AMOUNT = 12_900;
    private static final Pattern INPUT = Pattern.compile("<input type=\"hidden\" name=\"(\\w+)\" value=\"([^\"]*)\">");

    /** The buyer pays in one call; the fields of the form that the page posts to the shop. */
    private static Map<String, String> pay(String order, String scenario, String action) {
        Response page = given().redirects()
                .follow(false)
                .contentType(ContentType.URLENC.withCharset(StandardCharsets.UTF_8))
                .formParam("dialect", "nice")
                .formParam("clientKey", "S2_naru")
                .formParam("orderId", order)
                .formParam("orderName", "나루 머그컵")
                .formParam("amount", AMOUNT)
                .formParam("successUrl", returnUrl(order))
                .formParam("failUrl", returnUrl(order))
                .formParam("card", Buyer.NORMAL_CARD)
                .formParam("scenario", scenario)
                .formParam("action", action)
                .formParam("otp", "123456")
                .post("/toss/pay");
        page.then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("script-src 'self'"))
                .body(containsString("action=\"" + returnUrl(order) + "\""));
        Map<String, String> fields = new HashMap<>();
        Matcher input = INPUT.matcher(page.asString());
        while (input.find()) {
            fields.put(input.group(1), input.group(2));
        }
        return fields;
    }

    private static String returnUrl(String order) {
        return ShopStub.base() + "/pg/return/nice/" + order + "?state=s";
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Response call(String path, Map<String, Object> body) {
        return given().auth()
                .preemptive()
                .basic("S2_naru", ShopStub.NICE_KEY)
                .contentType(ContentType.JSON)
                .body(body)
                .post("/nice/v1/payments/" + path);
    }

    private static Response inquire(String tid) {
        return given().auth().preemptive().basic("S2_naru", ShopStub.NICE_KEY).get("/nice/v1/payments/" + tid);
    }

    private static Map<String, Object> approval(String tid) throws Exception {
        return Map.of(
                "amount", AMOUNT, "ediDate", EDI_DATE, "signData", sha256(tid + AMOUNT + EDI_DATE + ShopStub.NICE_KEY));
    }

    @Test
    void theWindowOpensWithNicesWords() {
        given().queryParam("clientId", "S2_naru")
                .queryParam("orderId", Buyer.newOrder())
                .queryParam("goodsName", "나루 머그컵")
                .queryParam("amount", AMOUNT)
                .queryParam("returnUrl", ShopStub.base() + "/pg/return/nice/x?state=s")
                .get("/nice/pay")
                .then()
                .statusCode(200)
                .body(containsString("name=\"dialect\" value=\"NICE\""));
        given().queryParam("returnUrl", "http://evil.example/")
                .get("/nice/pay")
                .then()
                .statusCode(400);
    }

    @Test
    void aPaymentIsSignedApprovedOnceAndCancelledInParts() throws Exception {
        String order = Buyer.newOrder();
        Map<String, String> form = pay(order, "normal", "approve");
        assertEquals("0000", form.get("authResultCode"));
        assertEquals(sha256(form.get("authToken") + "S2_naru" + AMOUNT + ShopStub.NICE_KEY), form.get("signature"));
        String tid = form.get("tid");
        inquire(tid).then().body("resultCode", equalTo("A118"));
        Map<String, Object> other = new HashMap<>(approval(tid));
        other.put("amount", 1);
        call(tid, other).then().body("resultCode", equalTo("A101"));
        Response approved = call(tid, approval(tid));
        approved.then()
                .statusCode(200)
                .body("status", equalTo("paid"))
                .body("orderId", equalTo(order))
                .body("signature", equalTo(sha256(tid + AMOUNT + approved.path("ediDate") + ShopStub.NICE_KEY)));
        call(tid, approval(tid)).then().body("resultCode", equalTo("2201"));
        call(tid + "/cancel", Map.of("reason", "변심", "orderId", "c-1", "cancelAmt", 900))
                .then()
                .body("status", equalTo("partialCancelled"))
                .body("balanceAmt", equalTo(12_000));
        call("netcancel", Map.of("orderId", order)).then().body("status", equalTo("cancelled"));
        call("netcancel", Map.of("orderId", order)).then().body("resultCode", equalTo("2013"));
        inquire(tid).then().body("balanceAmt", equalTo(0));
    }

    @Test
    void anApprovalWhoseAnswerIsLostIsUndoneByTheOrder() throws Exception {
        String order = Buyer.newOrder();
        String tid = pay(order, "answer-lost", "approve").get("tid");
        call("netcancel", Map.of("orderId", order)).then().body("resultCode", equalTo("2012"));
        assertThrows(IOException.class, () -> approveOnce(tid));
        inquire(tid).then().body("status", equalTo("paid"));
        call("netcancel", Map.of("orderId", order)).then().body("status", equalTo("cancelled"));
    }

    @Test
    void tamperingBreaksTheSignatureAndGivingUpHasNone() throws Exception {
        Map<String, String> tampered = pay(Buyer.newOrder(), "tampered-amount", "approve");
        String whole = tampered.get("authToken") + "S2_naru" + tampered.get("amount") + ShopStub.NICE_KEY;
        assertFalse(sha256(whole).equals(tampered.get("signature")));
        Map<String, String> given = pay(Buyer.newOrder(), "normal", "cancel");
        assertEquals("I002", given.get("authResultCode"));
        assertFalse(given.containsKey("signature"));
    }

    @Test
    void strangersAreRefused() {
        given().auth()
                .preemptive()
                .basic("S2_naru", "wrong")
                .get("/nice/v1/payments/nice_x")
                .then()
                .statusCode(401)
                .body("resultCode", equalTo("U104"));
    }

    /** By a client that never repeats a POST by itself. */
    private static void approveOnce(String tid) throws Exception {
        String basic =
                Base64.getEncoder().encodeToString(("S2_naru:" + ShopStub.NICE_KEY).getBytes(StandardCharsets.UTF_8));
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(
                    HttpRequest.newBuilder(
                                    URI.create("http://127.0.0.1:" + RestAssured.port + "/nice/v1/payments/" + tid))
                            .header("Authorization", "Basic " + basic)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"amount\":" + AMOUNT + "}"))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        }
    }
}
