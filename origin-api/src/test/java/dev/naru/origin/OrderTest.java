package dev.naru.origin;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class OrderTest {

    @Inject
    AgroalDataSource pool;

    private final Buyer buyer = new Buyer();

    @Test
    void aRepeatUnderTheSameKeyIsTheSameOrder() {
        Response first = buyer.tryOrder("k1", "green-tea", 1, 24000);
        Response again = buyer.tryOrder("k1", "green-tea", 1, 24000);
        again.then().statusCode(201);
        assertEquals(first.asString(), again.asString());
        buyer.get("/orders").then().body("orders", hasSize(1));
    }

    @Test
    void theSameKeyWithAnotherBodyIsRefused() {
        buyer.tryOrder("k1", "green-tea", 1, 24000).then().statusCode(201);
        buyer.tryOrder("k1", "green-tea", 2, 24000)
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("https://naru.dev/problems/idempotency-key-reused"));
        new Buyer().tryOrder("k1", "green-tea", 2, 24000).then().statusCode(201);
    }

    @Test
    void aMissingKeyIsRefused() {
        given().auth()
                .oauth2(Tickets.of("m", "orders"))
                .contentType(ContentType.JSON)
                .body("{\"lines\":[{\"sku\":\"green-tea\",\"quantity\":1,\"unitPrice\":24000}],\"currency\":\"KRW\"}")
                .post("/orders")
                .then()
                .statusCode(400)
                .body("type", equalTo("https://naru.dev/problems/idempotency-key-missing"));
    }

    @Test
    void manyAtOnceUnderOneKeyMakeOneOrder() throws Exception {
        Callable<Response> order = () -> buyer.tryOrder("k1", "green-tea", 1, 24000);
        for (Response answer : atOnce(12, order)) {
            assertTrue(answer.statusCode() == 201 || answer.statusCode() == 409, answer::asString);
        }
        buyer.get("/orders").then().body("orders", hasSize(1));
    }

    @Test
    void aChangedPriceIsToldAndNothingIsOrdered() {
        buyer.tryOrder("k1", "green-tea", 1, 1)
                .then()
                .statusCode(409)
                .body("type", equalTo("https://naru.dev/problems/price-changed"))
                .body("lines[0].sku", equalTo("green-tea"))
                .body("lines[0].unitPrice", equalTo(24000));
        buyer.get("/orders").then().body("orders", hasSize(0));
    }

    @Test
    void badOrdersAreRefused() {
        refused("{", 400, "malformed-json");
        refused("{\"lines\":[],\"currency\":\"KRW\"}", 400, "invalid-request");
        refused(line("green-tea", 0), 400, "invalid-request");
        refused(line("green-tea", 1).replace("24000", "24000.5"), 400, "malformed-json");
        refused(line("green-tea", 1).replace("24000", "\"24000\""), 400, "malformed-json");
        refused(line("no-such", 1), 422, "unknown-product");
        refused(line("green-tea", 1).replace("KRW", "USD"), 422, "currency-mismatch");
        refused("{\"lines\":[null],\"currency\":\"KRW\"}", 400, "invalid-request");
        refused("\"" + "x".repeat(70_000) + "\"", 413, "body-too-large");
    }

    private void refused(String body, int status, String slug) {
        given().auth()
                .oauth2(Tickets.of(buyer.member, "orders"))
                .header("Idempotency-Key", "bad")
                .contentType(ContentType.JSON)
                .body(body)
                .post("/orders")
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("https://naru.dev/problems/" + slug));
    }

    private static String line(String sku, int quantity) {
        return "{\"lines\":[{\"sku\":\"" + sku + "\",\"quantity\":" + quantity
                + ",\"unitPrice\":24000}],\"currency\":\"KRW\"}";
    }

    @Test
    void scarceGoodsAreNeverOversold() throws Exception {
        setStock("last-lantern", 7);
        Callable<Response> order = () -> new Buyer().tryOrder("k", "last-lantern", 2, 145000);
        List<Response> answers = atOnce(12, order);
        long sold = answers.stream().filter(a -> a.statusCode() == 201).count();
        assertEquals(3, sold);
        answers.stream().filter(a -> a.statusCode() != 201).forEach(a -> a.then()
                .statusCode(409)
                .body("type", equalTo("https://naru.dev/problems/out-of-stock"))
                .body("lines[0].sku", equalTo("last-lantern")));
        given().get("/products").then().body("products.find { it.sku == 'last-lantern' }.available", equalTo(1));
    }

    @Test
    void anothersOrderDoesNotExist() {
        Buyer.Placed order = buyer.order("green-tea", 1, 24000);
        Buyer stranger = new Buyer();
        stranger.see(order).then().statusCode(404);
        stranger.cancel(order).then().statusCode(404);
        stranger.post("/orders/" + order.orderNo() + "/payments", "k", null)
                .then()
                .statusCode(404);
        stranger.get("/orders").then().body("orders", hasSize(0));
        buyer.get("/orders").then().body("orders.orderNo", hasItem(order.orderNo()));
    }

    @Test
    void cancellingBeforePaymentGivesTheGoodsBack() {
        int before = available("hanji-notebook");
        Buyer.Placed order = buyer.order("hanji-notebook", 3, 15000);
        assertEquals(before - 3, available("hanji-notebook"));
        buyer.cancel(order)
                .then()
                .statusCode(200)
                .body("status", equalTo("CANCELLED"))
                .body("payment.status", equalTo("EXPIRED"));
        buyer.cancel(order).then().statusCode(200).body("status", equalTo("CANCELLED"));
        assertEquals(before, available("hanji-notebook"));
    }

    static int available(String sku) {
        return given().get("/products").path("products.find { it.sku == '" + sku + "' }.available");
    }

    private void setStock(String sku, int pieces) throws SQLException {
        try (var connection = pool.getConnection();
                var statement = connection.prepareStatement("UPDATE stock SET on_hand = reserved + ? WHERE sku = ?")) {
            statement.setInt(1, pieces);
            statement.setString(2, sku);
            statement.executeUpdate();
        }
    }

    private static List<Response> atOnce(int times, Callable<Response> call) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(Collections.nCopies(times, call)).stream()
                    .map(answer -> answer.resultNow())
                    .toList();
        }
    }

    @Test
    void listsWithoutTimeline() {
        buyer.order("green-tea", 1, 24000);
        Map<String, Object> listed = buyer.get("/orders").path("orders[0]");
        assertTrue(!listed.containsKey("timeline"));
        assertEquals("READY", ((Map<?, ?>) listed.get("payment")).get("status"));
    }
}
