package dev.naru.pgsim;

import static io.restassured.RestAssured.given;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** A buyer's browser and a shop's server, against the running application. */
public final class Buyer {
    public static final String NORMAL_CARD = "4000000000000002";

    private Buyer() {}

    public static String newOrder() {
        return "ORD-" + UUID.randomUUID();
    }

    /** The window's form, filled in. */
    public static RequestSpecification form(String orderId, long amount) {
        return given().redirects()
                .follow(false)
                .contentType(ContentType.URLENC.withCharset(StandardCharsets.UTF_8))
                .formParam("clientKey", "test_ck")
                .formParam("orderId", orderId)
                .formParam("orderName", "나루 머그컵")
                .formParam("amount", amount)
                .formParam("successUrl", ShopStub.base() + "/pg/return/toss/" + orderId + "?state=s")
                .formParam("failUrl", ShopStub.base() + "/pg/fail/toss/" + orderId + "?state=s");
    }

    /** Pays by card in one call; gives the query of the return URL. */
    public static Map<String, String> pay(String orderId, long amount, String card) {
        Response answer = form(orderId, amount)
                .formParam("method", "card")
                .formParam("card", card)
                .formParam("action", "approve")
                .formParam("otp", "123456")
                .post("/toss/pay");
        return query(answer);
    }

    /** Pays with a scenario; gives the payment key. */
    public static String authenticated(String orderId, long amount, String scenario) {
        Response answer = form(orderId, amount)
                .formParam("method", scenario.equals("deposit-reversed") ? "account" : "card")
                .formParam("card", NORMAL_CARD)
                .formParam("scenario", scenario)
                .formParam("action", "approve")
                .formParam("otp", "123456")
                .post("/toss/pay");
        return query(answer).get("paymentKey");
    }

    /** The query of an answer's Location. */
    public static Map<String, String> query(Response answer) {
        answer.then().statusCode(303);
        String query = URI.create(answer.getHeader("Location")).getRawQuery();
        return Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(p -> p[0], p -> URLDecoder.decode(p[1], StandardCharsets.UTF_8)));
    }

    /** The shop's server. */
    public static RequestSpecification shop() {
        return given().auth().preemptive().basic(ShopStub.SECRET_KEY, "").contentType(ContentType.JSON);
    }

    public static Response confirm(String paymentKey, String orderId, long amount, String idempotencyKey) {
        return shop().header("Idempotency-Key", idempotencyKey)
                .body(Map.of("paymentKey", paymentKey, "orderId", orderId, "amount", amount))
                .post("/v1/payments/confirm");
    }

    /** A paid order's payment key. */
    public static String paid(String orderId, long amount) {
        String key = authenticated(orderId, amount, "normal");
        confirm(key, orderId, amount, "approve:" + orderId).then().statusCode(200);
        return key;
    }

    /** Sends by a client that never repeats a POST by itself; throws when the connection is cut. */
    public static int postOnce(String path, String idempotencyKey, String json)
            throws IOException, InterruptedException {
        String credentials =
                Base64.getEncoder().encodeToString((ShopStub.SECRET_KEY + ":").getBytes(StandardCharsets.UTF_8));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + path))
                                    .header("Authorization", "Basic " + credentials)
                                    .header("Content-Type", "application/json")
                                    .header("Idempotency-Key", idempotencyKey)
                                    .POST(HttpRequest.BodyPublishers.ofString(json))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
