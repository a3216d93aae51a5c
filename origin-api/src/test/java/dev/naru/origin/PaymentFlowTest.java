package dev.naru.origin;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.naru.origin.payment.Payments;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class PaymentFlowTest {

    FakePg pg;

    @Inject
    Payments payments;

    private final Buyer buyer = new Buyer();

    @Test
    void paysAnOrder() {
        Buyer.Placed order = buyer.order("green-tea", 2, 24000);
        assertEquals(48000, order.amount());
        String key = pg.authenticated(order.pgOrderId(), 48000);

        Buyer.comeBack(order, key)
                .then()
                .statusCode(303)
                .header("Location", endsWith("/orders/" + order.orderNo() + "?result=paid"));

        buyer.see(order)
                .then()
                .statusCode(200)
                .body("status", equalTo("PAID"))
                .body("payment.status", equalTo("PAID"))
                .body("payment.method", equalTo("카드"))
                .body("payment.approvedAt", notNullValue())
                .body("payment.checkoutUrl", nullValue())
                .body("lines[0].sku", equalTo("green-tea"))
                .body("lines[0].quantity", equalTo(2))
                .body("timeline.event", hasItems("order.created", "payment.approving", "payment.paid", "order.paid"))
                .body("timeline[0].server", equalTo("origin-test"));
        assertEquals(1, pg.count("confirm", order.pgOrderId()));
    }

    @Test
    void aReturnRepeatedManyTimesAtOnceChargesOnceAndAnswersAlike() throws Exception {
        Buyer.Placed order = buyer.order("green-tea", 1, 24000);
        String key = pg.authenticated(order.pgOrderId(), order.amount());
        Callable<Response> comeBack = () -> Buyer.comeBack(order, key);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(java.util.Collections.nCopies(16, comeBack))) {
                answer.get().then().statusCode(303).header("Location", endsWith("?result=paid"));
            }
        }
        assertEquals(1, pg.count("confirm", order.pgOrderId()));
        List<String> events = buyer.see(order).path("timeline.event");
        assertEquals(1, events.stream().filter("payment.paid"::equals).count());
    }

    @Test
    void aTamperedAmountIsRefusedWithAPageAndChangesNothing() {
        Buyer.Placed order = buyer.order("moon-jar", 1, 89000);
        String key = pg.authenticated(order.pgOrderId(), 1000);

        Buyer.comeBack(order, key, order.pgOrderId(), 1000, order.state())
                .then()
                .statusCode(422)
                .contentType("text/html")
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .body(containsString("결제를 진행할 수 없습니다"));

        assertEquals(0, pg.count("confirm", order.pgOrderId()));
        buyer.see(order).then().body("status", equalTo("PENDING_PAYMENT")).body("payment.status", equalTo("READY"));
    }

    @Test
    void aForgedStateIsRefused() {
        Buyer.Placed order = buyer.order("green-tea", 1, 24000);
        Buyer.Placed other = buyer.order("green-tea", 1, 24000);
        String key = pg.authenticated(order.pgOrderId(), order.amount());

        Buyer.comeBack(order, key, order.pgOrderId(), order.amount(), other.state())
                .then()
                .statusCode(401);
        given().header("Accept-Language", "en-GB,en;q=0.9")
                .queryParam("state", "x".repeat(75))
                .get("/pg/return/toss/" + order.orderNo())
                .then()
                .statusCode(401)
                .body(containsString("We could not accept this payment"));
        assertEquals(0, pg.count("confirm", order.pgOrderId()));
    }

    @Test
    void anUnknownProviderIsNotFound() {
        given().get("/pg/return/nopay/N1").then().statusCode(404);
    }

    @Test
    void aDeclineIsTheEndOfThePaymentAndAnotherMayBeOpened() {
        Buyer.Placed order = buyer.order("green-tea", 1, 24000);
        String key = pg.authenticated(order.pgOrderId(), order.amount());
        pg.script(order.pgOrderId(), FakePg.Script.DECLINE);

        Buyer.comeBack(order, key).then().statusCode(303).header("Location", endsWith("?result=declined"));
        buyer.see(order).then().body("status", equalTo("PENDING_PAYMENT")).body("payment.status", equalTo("DECLINED"));

        String again = buyer.post("/orders/" + order.orderNo() + "/payments", "again", null)
                .then()
                .statusCode(201)
                .body("status", equalTo("READY"))
                .extract()
                .path("checkoutUrl");
        Buyer.Placed second =
                new Buyer.Placed(order.orderNo(), "", order.amount(), Buyer.query(java.net.URI.create(again)));
        Buyer.comeBack(second, pg.authenticated(second.pgOrderId(), order.amount()))
                .then()
                .header("Location", endsWith("?result=paid"));
    }

    @Test
    void aLostAnswerIsUnknownAndTheSweeperFindsThePayment() {
        Buyer.Placed order = buyer.order("green-tea", 1, 24000);
        String key = pg.authenticated(order.pgOrderId(), order.amount());
        pg.script(order.pgOrderId(), FakePg.Script.APPROVE_AND_DROP);

        Buyer.comeBack(order, key).then().statusCode(303).header("Location", endsWith("?result=pending"));
        buyer.see(order).then().body("status", equalTo("PENDING_PAYMENT")).body("payment.status", equalTo("UNKNOWN"));

        Eventually.sweep(payments, () -> buyer.see(order).path("status").equals("PAID"));
        buyer.see(order).then().body("payment.status", equalTo("PAID"));
        assertEquals(1, pg.count("confirm", order.pgOrderId()));
    }
}
