package dev.naru.origin;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Hashes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What must not be taken, through the real HTTP API: the right refusal as problem+json, an alarm where it smells of fraud, and nothing of the order,
 * its payment, its stock or the gateway's ledger changed.
 */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class BadInputTest {

    FakePg pg;

    @Inject
    Rows rows;

    @Inject
    MeterRegistry meters;

    @Inject
    Database database;

    private final Buyer buyer = new Buyer();
    private Buyer.Placed order;
    private String key;
    private String before;

    @BeforeEach
    void authenticated() {
        order = buyer.order("hanji-notebook", 1, 15000);
        key = pg.authenticated(order.pgOrderId(), order.amount());
        before = state();
    }

    @Test
    void anAmountChangedInTheBrowser() {
        double alarms = alarms("amount-mismatch");
        refused(comeBack(Map.of("amount", "100")), 422, "amount-mismatch");
        assertEquals(alarms + 1, alarms("amount-mismatch"));
    }

    @Test
    void aCurrencyOfTheBuyers() {
        double alarms = alarms("currency-mismatch");
        refused(comeBack(Map.of("currency", "JPY")), 422, "currency-mismatch");
        assertEquals(alarms + 1, alarms("currency-mismatch"));
        refused(place("USD", "hanji-notebook", 15000, null), 422, "currency-mismatch");
    }

    @Test
    void theIdOfAnotherOrder() {
        Buyer.Placed other = buyer.order("hanji-notebook", 1, 15000);
        double alarms = alarms("order-mismatch");
        refused(comeBack(Map.of("orderId", other.pgOrderId())), 422, "order-mismatch");
        assertEquals(alarms + 1, alarms("order-mismatch"));
    }

    @Test
    void someoneElsesOrder() {
        Buyer stranger = new Buyer();
        String path = "/orders/" + order.orderNo();
        refused(stranger.get(path), 404, "not-found");
        for (String action : List.of("/cancel", "/payments", "/lines/hanji-notebook/cancel")) {
            refused(stranger.post(path + action, UUID.randomUUID().toString(), null), 404, "not-found");
        }
    }

    @Test
    void aTicketReplayedAfterAnHour() {
        String old = Tickets.with("member-1", claims -> {
            claims.setStringListClaim("groups", List.of("orders"));
            NumericDate issued = NumericDate.now();
            issued.addSeconds(-3600);
            claims.setIssuedAt(issued);
            NumericDate expired = NumericDate.now();
            expired.addSeconds(-3300);
            claims.setExpirationTime(expired);
        });
        refused(given().auth().oauth2(old).get("/orders/" + order.orderNo()), 401, "ticket-invalid");
    }

    @Test
    void aReturnReplayedAfterItsTime() {
        String expired = state(Instant.now().minus(Duration.ofHours(1)));
        refused(comeBack(Map.of("state", expired)), 403, "state-expired");
    }

    @Test
    void aForgedState() {
        double alarms = alarms("state-invalid");
        String forged =
                (order.state().startsWith("A") ? "B" : "A") + order.state().substring(1);
        refused(comeBack(Map.of("state", forged)), 401, "state-invalid");
        refused(comeBack(Map.of("state", "short")), 401, "state-invalid");
        Buyer.Placed other = buyer.order("hanji-notebook", 1, 15000);
        refused(comeBack(Map.of("state", other.state())), 401, "state-invalid");
        assertEquals(alarms + 3, alarms("state-invalid"));
    }

    @Test
    void aKeyThatAnotherPaymentHas() {
        Buyer.Placed other = buyer.order("hanji-notebook", 1, 15000);
        String paid = pg.authenticated(other.pgOrderId(), other.amount());
        Buyer.comeBack(other, paid).then().statusCode(303);
        double alarms = alarms("payment-key-reused");
        refused(comeBack(Map.of("paymentKey", paid)), 422, "payment-key-reused");
        assertEquals(alarms + 1, alarms("payment-key-reused"));
    }

    @Test
    void aReturnWithoutItsParts() {
        refused(comeBack(Map.of("amount", "twelve")), 400, "return-malformed");
        refused(comeBack(Map.of("paymentKey", "")), 400, "return-incomplete");
        refused(comeBack(Map.of("paymentKey", "k".repeat(201))), 400, "return-incomplete");
    }

    @Test
    void webhooksWithAnOldOrWrongKeyOrTime() {
        double alarms = alarms("webhook-forged");
        pg.set(order.pgOrderId(), "DONE");
        Webhook webhook = Webhook.about(order, "evt-bad-" + order.orderNo());
        refused(webhook.signedBy("ff".repeat(32)).deliver(), 401, "webhook-signature-invalid");
        refused(webhook.signedAt(Instant.now().minusSeconds(900)).deliver(), 401, "webhook-signature-invalid");
        refused(
                given().contentType(ContentType.JSON).body(webhook.body()).post("/pg/webhook/toss"),
                401,
                "webhook-signature-invalid");
        assertEquals(alarms + 3, alarms("webhook-forged"));
        assertEquals(0, rows.number("SELECT count(*) FROM webhook_inbox WHERE pg_order_id = ?", order.pgOrderId()));
        pg.set(order.pgOrderId(), "IN_PROGRESS");
    }

    @Test
    void bodiesOverTheLimit() {
        String large = "{\"pad\":\"" + "x".repeat(70_000) + "\"}";
        refused(given().contentType(ContentType.JSON).body(large).post("/pg/webhook/toss"), 413, "body-too-large");
        refused(
                given().auth()
                        .oauth2(Tickets.of("member-1", "orders"))
                        .header("Idempotency-Key", "k")
                        .contentType(ContentType.JSON)
                        .body(large)
                        .post("/orders"),
                413,
                "body-too-large");
    }

    @Test
    void unknownProviders() {
        refused(given().contentType(ContentType.JSON).body("{}").post("/pg/webhook/paypal"), 404, "not-found");
        refused(
                given().accept(ContentType.JSON)
                        .redirects()
                        .follow(false)
                        .get("/pg/return/paypal/" + order.orderNo() + "?state=" + order.state()),
                404,
                "not-found");
        refused(place("KRW", "hanji-notebook", 15000, "paypal"), 422, "unknown-provider");
    }

    @Test
    void aPriceOfTheBuyers() {
        refused(place("KRW", "hanji-notebook", 1, null), 409, "price-changed");
    }

    /** A genuine state, as the shop issued it an hour ago. */
    private String state(Instant expiry) {
        UUID id = UUID.fromString(order.paymentId());
        byte[] body = ByteBuffer.allocate(24)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putLong(expiry.getEpochSecond())
                .array();
        byte[] prefix = ("naru-return-v1\n" + order.orderNo() + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] signed = ByteBuffer.allocate(prefix.length + body.length)
                .put(prefix)
                .put(body)
                .array();
        byte[] mac = Hashes.hmac(HexFormat.of().parseHex(TestEnvironment.HEX_KEY), signed);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(56).put(body).put(mac).array());
    }

    private Response comeBack(Map<String, String> changed) {
        var request = given().accept(ContentType.JSON).redirects().follow(false);
        Map<String, String> query = new java.util.HashMap<>(Map.of(
                "state", order.state(),
                "paymentKey", key,
                "orderId", order.pgOrderId(),
                "amount", Long.toString(order.amount())));
        query.putAll(changed);
        return request.queryParams(query).get("/pg/return/toss/" + order.orderNo());
    }

    private Response place(String currency, String sku, long price, String provider) {
        Map<String, Object> body = new java.util.HashMap<>(
                Map.of("lines", List.of(Map.of("sku", sku, "quantity", 1, "unitPrice", price)), "currency", currency));
        if (provider != null) {
            body.put("provider", provider);
        }
        return buyer.post("/orders", UUID.randomUUID().toString(), body);
    }

    /** The refusal, and that nothing has changed. */
    private void refused(Response response, int status, String slug) {
        response.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("https://naru.dev/problems/" + slug))
                .body("status", equalTo(status));
        assertEquals(before, state());
        assertEquals(0, pg.count("confirm", order.pgOrderId()));
    }

    private String state() {
        return database.transaction(
                tx -> tx.one("""
                        SELECT o.status || ' ' || o.version || ' ' || p.status || ' ' || p.version || ' ' || p.amount || ' '
                               || (SELECT string_agg(r.status, ',') FROM stock_reservations r WHERE r.order_id = o.id) || ' '
                               || (SELECT count(*) FROM journal j WHERE j.order_no = o.order_no) || ' '
                               || (SELECT count(*) FROM outbox e WHERE e.aggregate_id = o.order_no) AS state
                          FROM orders o JOIN payments p USING (order_no) WHERE o.order_no = ?
                        """, row -> row.string("state"), order.orderNo()).orElseThrow());
    }

    private double alarms(String kind) {
        Counter counter = meters.find("naru.alarms").tag("kind", kind).counter();
        return counter == null ? 0 : counter.count();
    }
}
