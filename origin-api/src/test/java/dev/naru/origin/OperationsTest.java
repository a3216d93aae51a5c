package dev.naru.origin;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import dev.naru.origin.payment.Payments;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The operator sees what is not known, what differs and what was done about it, and nobody else does. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class OperationsTest {

    FakePg pg;

    @Inject
    Payments payments;

    @Inject
    Rows rows;

    private final Buyer buyer = new Buyer();

    @Test
    void anUnknownPaymentIsListed() {
        Buyer.Placed order = buyer.order("green-tea", 1, 24000);
        pg.script(order.pgOrderId(), FakePg.Script.DROP);
        Buyer.comeBack(order, pg.authenticated(order.pgOrderId(), order.amount()));
        operator()
                .get("/operations/payments")
                .then()
                .statusCode(200)
                .body("unsettled.find { it.orderNo == '" + order.orderNo() + "' }.status", equalTo("UNKNOWN"))
                .body("unsettled.find { it.orderNo == '" + order.orderNo() + "' }.since", notNullValue());
    }

    @Test
    void aDifferenceIsListedWithItsClassAndAProposal() {
        Buyer.Placed order = buyer.order("green-tea", 1, 24000);
        String key = pg.authenticated(order.pgOrderId(), order.amount());
        Buyer.comeBack(order, key).then().statusCode(303);
        pg.set(order.pgOrderId(), "IN_PROGRESS");
        rows.update("UPDATE payments SET checked_at = now() WHERE id <> ?", UUID.fromString(order.paymentId()));
        payments.reconcile(100);
        String found = "differences.find { it.pgOrderId == '" + order.pgOrderId() + "' }";
        operator()
                .get("/operations/payments")
                .then()
                .body(found + ".kind", equalTo("STATUS_DIFFERS"))
                .body(found + ".fixed", equalTo(false))
                .body(found + ".proposal", containsString("timeline"));
    }

    @Test
    void whoDidWhatIsListed() {
        Buyer.Placed order = buyer.order("green-tea", 1, 24000);
        String key = pg.authenticated(order.pgOrderId(), order.amount());
        pg.set(order.pgOrderId(), "DONE");
        Webhook.about(order, "evt-audit-" + order.orderNo()).deliver().then().statusCode(200);
        operator()
                .get("/operations/payments")
                .then()
                .body("audit.orderNo", hasItem(order.orderNo()))
                .body("audit.actor", hasItem("webhook:toss"));
        Buyer.comeBack(order, key).then().statusCode(303);
    }

    @Test
    void nobodyElseSeesIt() {
        given().get("/operations/payments").then().statusCode(401);
        given().auth()
                .oauth2(Tickets.of("member-1", "orders"))
                .get("/operations/payments")
                .then()
                .statusCode(401);
    }

    @Test
    void thePageHoldsNothingSecretAndRunsNoForeignScript() {
        given().get("/operations")
                .then()
                .statusCode(200)
                .contentType(containsString("text/html"))
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .body(containsString("/operations/page.js"));
        given().get("/operations/page.js").then().statusCode(200).contentType(containsString("javascript"));
        given().get("/operations/page.css").then().statusCode(200).contentType(containsString("css"));
    }

    private static RequestSpecification operator() {
        return given().header("Authorization", "Bearer " + TestEnvironment.OPERATOR_TOKEN);
    }
}
