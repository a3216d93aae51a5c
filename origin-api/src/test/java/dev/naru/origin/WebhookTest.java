package dev.naru.origin;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.naru.origin.payment.Payments;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class WebhookTest {

    FakePg pg;

    @Inject
    Payments payments;

    @Inject
    Rows rows;

    private final Buyer buyer = new Buyer();
    private Buyer.Placed order;
    private String key;
    private Webhook webhook;

    @BeforeEach
    void authenticated() {
        order = buyer.order("green-tea", 1, 24000);
        key = pg.authenticated(order.pgOrderId(), order.amount());
        webhook = Webhook.about(order, "evt-" + order.orderNo());
    }

    @Test
    void theGatewaysWordBeforeTheBuyersReturnIsRemembered() {
        webhook.deliver().then().statusCode(200).body(equalTo("{}"));
        buyer.see(order).then().body("payment.status", equalTo("AUTHENTICATED"));

        Buyer.comeBack(order, key).then().header("Location", endsWith("?result=paid"));
        assertEquals(1, pg.count("confirm", order.pgOrderId()));
    }

    @Test
    void aWebhookAfterALostAnswerSettlesBeforeAnySweep() {
        pg.script(order.pgOrderId(), FakePg.Script.APPROVE_AND_DROP);
        Buyer.comeBack(order, key).then().header("Location", endsWith("?result=pending"));
        webhook.deliver().then().statusCode(200);
        buyer.see(order).then().body("status", equalTo("PAID"));
    }

    @Test
    void manyCopiesAtOnceAreOneInquiry() throws Exception {
        Callable<Response> deliver = webhook::deliver;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(Collections.nCopies(10, deliver))) {
                answer.get().then().statusCode(200);
            }
        }
        assertEquals(1, pg.count("inquire", order.pgOrderId()));
        assertEquals(1, rows.number("SELECT count(*) FROM webhook_inbox WHERE pg_order_id = ?", order.pgOrderId()));
    }

    @Test
    void aWebhooksOwnWordsAreNotBelieved() {
        Webhook lie = new Webhook(
                webhook.body().replace("\"data\":{", "\"data\":{\"status\":\"DONE\",\"totalAmount\":24000,"),
                webhook.key(),
                webhook.at());
        lie.deliver().then().statusCode(200);
        buyer.see(order).then().body("status", equalTo("PENDING_PAYMENT"));
    }

    @Test
    void aForeignOldOrMissingSignatureIsRefused() {
        webhook.signedBy("ff".repeat(32)).deliver().then().statusCode(401).contentType("application/problem+json");
        webhook.signedAt(Instant.now().minus(Duration.ofMinutes(10)))
                .deliver()
                .then()
                .statusCode(401);
        webhook.signedAt(Instant.now().plus(Duration.ofMinutes(10)))
                .deliver()
                .then()
                .statusCode(401);
        given().contentType(ContentType.JSON)
                .body("{}")
                .post("/pg/webhook/toss")
                .then()
                .statusCode(401);
        given().contentType(ContentType.JSON)
                .body("{}")
                .post("/pg/webhook/nopay")
                .then()
                .statusCode(404);
        assertEquals(0, rows.number("SELECT count(*) FROM webhook_inbox WHERE pg_order_id = ?", order.pgOrderId()));
    }

    @Test
    void aChangedBodyIsRefused() {
        given().contentType(ContentType.JSON)
                .header("X-Toss-Timestamp", Long.toString(webhook.at().getEpochSecond()))
                .header("X-Toss-Signature", webhook.signature())
                .body(webhook.body() + " ")
                .post("/pg/webhook/toss")
                .then()
                .statusCode(401);
    }

    @Test
    void aMinuteOfClockDifferenceAndASecondSignatureAreAccepted() {
        webhook.signedAt(Instant.now().minusSeconds(60)).deliver().then().statusCode(200);
        given().contentType(ContentType.JSON)
                .header("X-Toss-Timestamp", Long.toString(webhook.at().getEpochSecond()))
                .header("X-Toss-Signature", "v1:AAAA," + webhook.signature())
                .body(webhook.body())
                .post("/pg/webhook/toss")
                .then()
                .statusCode(200);
    }

    @Test
    void whatCouldNotBeInquiredIsAppliedLater() {
        pg.set(order.pgOrderId(), "DONE");
        pg.down = true;
        try {
            webhook.deliver().then().statusCode(200);
            buyer.see(order).then().body("status", equalTo("PENDING_PAYMENT"));
        } finally {
            pg.down = false;
        }
        Eventually.sweep(payments, () -> buyer.see(order).path("status").equals("PAID"));
    }

    @Test
    void anotherSystemsOrderIsAcknowledged() {
        Webhook foreign =
                new Webhook("{\"eventType\":\"X\",\"data\":{\"orderId\":\"ZZ-1\"}}", webhook.key(), webhook.at());
        foreign.deliver().then().statusCode(200);
        foreign.deliver().then().statusCode(200);
    }
}
