package dev.naru.origin;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.naru.origin.payment.Payments;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gateway's daily file beside the database: each kind of difference is named, and what can be settled is. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class SettlementFileTest {

    FakePg pg;

    @Inject
    Payments payments;

    @Inject
    Rows rows;

    private final Buyer buyer = new Buyer();
    /** A day of its own for each test: what the others sold is not in its file. */
    private LocalDate day;

    private static int days;

    private final List<Map<String, Object>> file = new ArrayList<>();

    @BeforeEach
    void anEmptyDay() {
        day = LocalDate.of(2026, 2, 1).plusDays(days++);
        pg.settlementFile.put(day.toString(), file);
    }

    @Test
    void aDayThatAgreesHasNoDifference() {
        Buyer.Placed order = paid();
        Buyer.Placed cancelled = paid();
        buyer.cancel(cancelled).then().body("status", equalTo("CANCELLED"));
        line(order, order.amount());
        line(cancelled, cancelled.amount());
        line(cancelled, -cancelled.amount());
        compared()
                .body("lines", equalTo(3))
                .body("sold", equalTo(48_000))
                .body("givenBack", equalTo(24_000))
                .body("differences", equalTo(0));
        operator().body("settlements.find { it.day == '" + day + "' }.differences", equalTo(0));
    }

    @Test
    void aFileOfSeveralPagesIsReadWhole() {
        for (int i = 0; i < 501; i++) {
            file.add(Map.of("orderId", "ORD-NOBODYS-" + i, "amount", 0, "fee", 0));
        }
        Buyer.Placed order = paid();
        line(order, order.amount());
        compared().body("lines", equalTo(502)).body("sold", equalTo(24_000));
    }

    @Test
    void eachKindOfDifferenceIsNamed() {
        Buyer.Placed tooMuch = paid();
        line(tooMuch, tooMuch.amount() + 100);
        Buyer.Placed missing = paid();
        Buyer.Placed givenBack = paid();
        line(givenBack, givenBack.amount());
        line(givenBack, -1_000);
        file.add(Map.of("orderId", "ORD-NOBODYS-X", "amount", 5_000, "currency", "KRW", "fee", 150));
        compared().body("differences", equalTo(4));
        is(tooMuch.pgOrderId(), "AMOUNT_DIFFERS", false);
        is(missing.pgOrderId(), "DATABASE_ONLY", false);
        is(givenBack.pgOrderId(), "AMOUNT_DIFFERS", false);
        is("ORD-NOBODYS-X", "PG_ONLY", false);
    }

    @Test
    void moneyThatOnlyTheGatewayKnowsOfIsSettledByItself() {
        Buyer.Placed order = buyer.order("green-tea", 1, 24000);
        pg.authenticated(order.pgOrderId(), order.amount());
        pg.set(order.pgOrderId(), "DONE");
        line(order, order.amount());
        compared().body("differences", equalTo(1));
        is(order.pgOrderId(), "PG_ONLY", true);
        buyer.see(order).then().body("status", equalTo("PAID"));
        // And then both sides agree.
        rows.update(
                "UPDATE payments SET approved_at = ?::timestamptz WHERE id = ?",
                day + "T12:00:00+09:00",
                UUID.fromString(order.paymentId()));
        compared().body("differences", equalTo(0));
    }

    @Test
    void aDayWithoutAFileIsDueAgain() {
        pg.settlementFile.clear();
        assertEquals(503, settle(day.toString()).statusCode());
        // Of the days that are due none has a file now.
        rows.update(
                "UPDATE payments SET created_at = now() - interval '3 days' WHERE id = ?",
                UUID.fromString(paid().paymentId()));
        Payments.SettledDays none = payments.compareSettlements();
        assertEquals(0, none.compared());
        LocalDate yesterday = LocalDate.now(ZoneId.of("Asia/Seoul")).minusDays(1);
        pg.settlementFile.put(yesterday.toString(), List.of());
        Payments.SettledDays one = payments.compareSettlements();
        assertEquals(1, one.compared());
        assertEquals(none.missing() - 1, one.missing());
        assertEquals(0, payments.compareSettlements().compared());
        rows.update("DELETE FROM settlement_days WHERE day = ?::date", yesterday.toString());
    }

    @Test
    void nobodyElseComparesAndADayIsADay() {
        given().post("/operations/settlements/toss/" + day).then().statusCode(401);
        assertEquals(400, settle("yesterday").statusCode());
        assertEquals(
                404,
                given().header("Authorization", "Bearer " + TestEnvironment.OPERATOR_TOKEN)
                        .post("/operations/settlements/paypal/" + day)
                        .statusCode());
    }

    private Buyer.Placed paid() {
        Buyer.Placed order = buyer.order("green-tea", 1, 24000);
        Buyer.comeBack(order, pg.authenticated(order.pgOrderId(), order.amount()));
        rows.update(
                "UPDATE payments SET approved_at = ?::timestamptz WHERE id = ?",
                day + "T12:00:00+09:00",
                UUID.fromString(order.paymentId()));
        return order;
    }

    private void line(Buyer.Placed order, long amount) {
        file.add(Map.of("orderId", order.pgOrderId(), "amount", amount, "currency", "KRW", "fee", amount * 3 / 100));
    }

    private ValidatableResponse compared() {
        return settle(day.toString()).then().statusCode(200).body("day", equalTo(day.toString()));
    }

    private static io.restassured.response.Response settle(String day) {
        return given().header("Authorization", "Bearer " + TestEnvironment.OPERATOR_TOKEN)
                .post("/operations/settlements/toss/" + day);
    }

    private void is(String pgOrderId, String kind, boolean fixed) {
        operator()
                .body("differences.find { it.pgOrderId == '" + pgOrderId + "' }.kind", equalTo(kind))
                .body("differences.find { it.pgOrderId == '" + pgOrderId + "' }.fixed", equalTo(fixed));
    }

    private static ValidatableResponse operator() {
        return given().header("Authorization", "Bearer " + TestEnvironment.OPERATOR_TOKEN)
                .get("/operations/payments")
                .then();
    }
}
