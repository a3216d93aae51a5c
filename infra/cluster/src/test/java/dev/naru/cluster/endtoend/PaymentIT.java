package dev.naru.cluster.endtoend;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.response.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OneCluster.class)
final class PaymentIT {
    private static final String SKU = "ferry-ticket";
    private static final int TWINS = 8;

    private final RunningCluster cluster;

    PaymentIT(RunningCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void aReturnThatComesEightTimesAtOnceIsChargedOnce() throws Exception {
        Buyer hana = Buyer.login(cluster, "hana");
        hana.put(SKU, 1).then().statusCode(303);
        URI payPage = hana.checkout();
        URI back = hana.approve(payPage);
        List<Future<Response>> answers = new ArrayList<>();
        try (ExecutorService twins = Executors.newFixedThreadPool(TWINS)) {
            for (int i = 0; i < TWINS; i++) {
                answers.add(twins.submit(() -> hana.comeBack(back)));
            }
        }
        for (Future<Response> answer : answers) {
            answer.get().then().statusCode(303).header("Location", containsString("/orders/"));
        }
        hana.comeBack(back).then().statusCode(303).header("Location", endsWith("?result=paid"));
        String order = parameter(back, "orderId");
        assertEquals(
                Long.parseLong(parameter(payPage, "amount")),
                Ledgers.taken(cluster).get(order));
        await().untilAsserted(() -> assertEquals(Ledgers.taken(cluster), Ledgers.paid(cluster)));
    }

    @Test
    void anAmountThatTheBuyerChangedIsRefusedAndNothingIsCharged() {
        Buyer minsu = Buyer.login(cluster, "minsu");
        minsu.put(SKU, 1).then().statusCode(303);
        URI back = minsu.approve(minsu.checkout());
        String order = parameter(back, "orderId");
        String amount = parameter(back, "amount");
        URI cheaper = URI.create(back.toString().replace("amount=" + amount, "amount=100"));
        int refusal = minsu.comeBack(cheaper).statusCode();
        assertTrue(refusal >= 400 && refusal < 500, "refused with " + refusal);
        assertFalse(Ledgers.taken(cluster).containsKey(order));
        assertFalse(Ledgers.paid(cluster).containsKey(order));

        minsu.comeBack(back).then().statusCode(303).header("Location", endsWith("?result=paid"));
        assertEquals(Long.parseLong(amount), Ledgers.taken(cluster).get(order));
    }

    @Test
    void aPriceThatTheCallerMadeUpIsRefusedAndTheStockStays() {
        Map<String, Object> before = product();
        Http.api(cluster)
                .header("Authorization", "Bearer " + Tickets.of(cluster, "hana", "orders"))
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType("application/json")
                .body("{\"lines\":[{\"sku\":\"" + SKU
                        + "\",\"quantity\":1,\"unitPrice\":1}],\"currency\":\"KRW\",\"locale\":\"ko\"}")
                .post("/orders")
                .then()
                .statusCode(409)
                .body("type", equalTo("https://naru.dev/problems/price-changed"));
        assertEquals(before.get("available"), product().get("available"));
    }

    @Test
    void anOrderSentTwiceIsPlacedOnce() {
        String key = UUID.randomUUID().toString();
        String first = place(key);
        assertEquals(first, place(key));
    }

    private String place(String key) {
        return Http.api(cluster)
                .header("Authorization", "Bearer " + Tickets.of(cluster, "hana", "orders"))
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body("{\"lines\":[{\"sku\":\"" + SKU + "\",\"quantity\":1,\"unitPrice\":"
                        + product().get("price") + "}],\"currency\":\"KRW\",\"locale\":\"ko\"}")
                .post("/orders")
                .then()
                .statusCode(201)
                .extract()
                .path("orderNo");
    }

    private Map<String, Object> product() {
        return Http.api(cluster)
                .get("/products")
                .then()
                .statusCode(200)
                .extract()
                .path("products.find { it.sku == '" + SKU + "' }");
    }

    private static String parameter(URI url, String name) {
        for (String pair : url.getRawQuery().split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return pair.substring(name.length() + 1);
            }
        }
        throw new AssertionError(name + " is not in " + url);
    }
}
