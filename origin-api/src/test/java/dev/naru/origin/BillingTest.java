package dev.naru.origin;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.origin.payment.BillingCharge;
import dev.naru.origin.payment.BillingOutcome;
import dev.naru.origin.payment.Payments;
import dev.naru.origin.platform.Problem;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class BillingTest {

    FakePg pg;

    @Inject
    Payments payments;

    private final String orderId = "S1-C1-" + UUID.randomUUID();

    @Test
    void chargesOnceHoweverOftenItIsAsked() throws Exception {
        Callable<BillingOutcome> charge = () -> payments.chargeBillingKey(charge("bill-demo-1", 9900));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var outcome : threads.invokeAll(Collections.nCopies(6, charge))) {
                assertTrue(!(outcome.get() instanceof BillingOutcome.Declined));
            }
        }
        assertInstanceOf(BillingOutcome.Paid.class, charge.call());
        assertEquals(1, pg.count("billing", orderId));
        given().auth()
                .oauth2(TestEnvironment.OPERATOR_TOKEN)
                .get("/operations/ledger")
                .then()
                .statusCode(200)
                .body("payments.orderId", hasItem(orderId));
    }

    @Test
    void aDeclineIsFinal() {
        var outcome = assertInstanceOf(
                BillingOutcome.Declined.class, payments.chargeBillingKey(charge("bill-demo-declined", 9900)));
        assertEquals("INVALID_STOPPED_CARD", outcome.code());
        assertTrue(outcome.hard());
        assertEquals(outcome, payments.chargeBillingKey(charge("bill-demo-declined", 9900)));
        assertEquals(1, pg.count("billing", orderId));
    }

    @Test
    void anUnclearChargeIsTheSameChargeWhenRepeated() {
        pg.script(orderId, FakePg.Script.APPROVE_AND_DROP);
        assertInstanceOf(BillingOutcome.Unknown.class, payments.chargeBillingKey(charge("bill-demo-1", 9900)));
        assertInstanceOf(BillingOutcome.Paid.class, payments.chargeBillingKey(charge("bill-demo-1", 9900)));
    }

    @Test
    void anIdUsedForAnotherChargeIsRefused() {
        payments.chargeBillingKey(charge("bill-demo-1", 9900));
        Problem problem = assertThrows(Problem.class, () -> payments.chargeBillingKey(charge("bill-demo-1", 19900)));
        assertEquals("billing-order-id-reused", problem.slug());
    }

    @Test
    void theLedgerIsForOperators() {
        given().get("/operations/ledger").then().statusCode(401);
        given().auth().oauth2("guess").get("/operations/ledger").then().statusCode(401);
        given().auth()
                .oauth2(Tickets.of("m", "orders"))
                .get("/operations/ledger")
                .then()
                .statusCode(401);
    }

    private BillingCharge charge(String billingKey, long amount) {
        return new BillingCharge(orderId, billingKey, "customer-1", amount, "KRW", "정기 배송");
    }
}
