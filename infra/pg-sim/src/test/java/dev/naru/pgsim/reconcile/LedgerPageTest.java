package dev.naru.pgsim.reconcile;

import static dev.naru.pgsim.Buyer.newOrder;
import static dev.naru.pgsim.Buyer.paid;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.pgsim.Eventually;
import dev.naru.pgsim.ShopStub;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ShopStub.class)
class LedgerPageTest {

    private static String page() {
        return given().get("/ledger").then().statusCode(200).extract().asString();
    }

    @Test
    void highlightsWhatTheShopSeesDifferently() throws Exception {
        String order = newOrder();
        String key = paid(order, 4_321);
        ShopStub.ledger(
                "{\"payments\":[{\"orderId\":\"%s\",\"paymentKey\":\"%s\",\"amount\":4320,\"status\":\"PAID\"}]}"
                        .formatted(order, key));
        String page = Eventually.get(LedgerPageTest::page, html -> html.contains("4,320"));
        assertTrue(page.contains("class=\"differs\""));
        assertTrue(page.contains("4,321"));
    }

    @Test
    void saysWhenTheShopCannotBeRead() throws Exception {
        ShopStub.ledger("nonsense");
        Eventually.get(LedgerPageTest::page, html -> html.contains("상점 데이터베이스를 읽지 못했습니다"));
        ShopStub.ledger("{\"payments\":[]}");
    }

    @Test
    void tellsTestsAsJson() {
        String order = newOrder();
        String key = paid(order, 1_234);
        given().get("/ledger.json")
                .then()
                .body("payments.find { it.paymentKey == '%s' }.balanceAmount".formatted(key), equalTo(1_234))
                .body("payments.find { it.paymentKey == '%s' }.status".formatted(key), equalTo("DONE"));
        given().header("X-Request-Id", "0123456789abcdef0123456789abcdef")
                .get("/nothing-here")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .header("X-Request-Id", "0123456789abcdef0123456789abcdef")
                .body("requestId", equalTo("0123456789abcdef0123456789abcdef"))
                .body("type", containsString("https://naru.dev/problems/"));
        given().get("/q/health/ready").then().statusCode(200).body(containsString("ledger"));
    }
}
