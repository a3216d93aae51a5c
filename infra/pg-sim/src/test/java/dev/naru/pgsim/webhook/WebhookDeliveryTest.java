package dev.naru.pgsim.webhook;

import static dev.naru.pgsim.Buyer.authenticated;
import static dev.naru.pgsim.Buyer.confirm;
import static dev.naru.pgsim.Buyer.newOrder;
import static dev.naru.pgsim.Buyer.paid;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naru.pgsim.Eventually;
import dev.naru.pgsim.ShopStub;
import dev.naru.pgsim.ShopStub.Arrival;
import dev.naru.pgsim.ledger.Ledger;
import dev.naru.pgsim.ledger.Webhook;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ShopStub.class)
class WebhookDeliveryTest {
    @Inject
    Ledger ledger;

    private static boolean signed(Arrival arrival, String hexKey) {
        byte[] key = HexFormat.of().parseHex(hexKey);
        return WebhookSigner.sign(key, arrival.body(), Long.parseLong(arrival.timestamp()))
                .equals(arrival.signature());
    }

    private static String eventId(Arrival arrival) throws Exception {
        return new ObjectMapper().readTree(arrival.body()).path("eventId").asText();
    }

    @Test
    void signsAsTheContractSays() {
        byte[] key = HexFormat.of().parseHex(ShopStub.WEBHOOK_KEY);
        assertEquals("v1:1RDWEGO7ba2g8VryPDtZljoiRJMPXT1AoHPMFuWHetM=", WebhookSigner.sign(key, "{}", 1_767_225_600L));
    }

    @Test
    void tellsTheShopSigned() throws Exception {
        String key = paid(newOrder(), 3_000);
        Arrival arrival = ShopStub.await(key, list -> list.size() == 1).getFirst();
        assertTrue(signed(arrival, ShopStub.WEBHOOK_KEY));
        JsonNode event = new ObjectMapper().readTree(arrival.body());
        assertEquals("PAYMENT_STATUS_CHANGED", event.path("eventType").asText());
        assertEquals("DONE", event.path("data").path("status").asText());
        assertEquals(3_000, event.path("data").path("totalAmount").asLong());
    }

    @Test
    void retriesWithTheSameEventUntilTaken() throws Exception {
        String order = newOrder();
        ShopStub.answer(order, 500, 503);
        String key = paid(order, 3_000);
        List<Arrival> arrivals = ShopStub.await(key, list -> list.size() == 3);
        assertEquals(
                List.of(500, 503, 200), arrivals.stream().map(Arrival::answered).toList());
        assertEquals(eventId(arrivals.get(0)), eventId(arrivals.get(2)));
        Webhook webhook = Eventually.get(() -> webhook(key), w -> w.state() == Webhook.State.DELIVERED);
        assertEquals(3, webhook.attempts());
    }

    @Test
    void comesBeforeTheReturnAndBeforeTheAnswer() throws Exception {
        String order = newOrder();
        String key = authenticated(order, 3_000, "webhook-first");
        List<Arrival> atReturn = ShopStub.arrivals(key);
        assertEquals(1, atReturn.size());
        assertTrue(atReturn.getFirst().about("IN_PROGRESS"));
        confirm(key, order, 3_000, "w:" + order);
        assertTrue(ShopStub.arrivals(key).getLast().about("DONE"));
    }

    @Test
    void burstsTheSameEvent() throws Exception {
        String order = newOrder();
        String key = authenticated(order, 3_000, "webhook-burst");
        confirm(key, order, 3_000, "b:" + order);
        List<Arrival> arrivals = ShopStub.await(key, list -> list.size() >= 8);
        assertEquals(1, arrivals.stream().map(Arrival::body).distinct().count());
    }

    @Test
    void forgesOnceThenIsGenuine() throws Exception {
        String order = newOrder();
        ShopStub.answer(order, 401);
        String key = authenticated(order, 3_000, "webhook-bad-signature");
        confirm(key, order, 3_000, "f:" + order);
        List<Arrival> arrivals = ShopStub.await(key, list -> list.size() == 2);
        assertFalse(signed(arrivals.get(0), ShopStub.WEBHOOK_KEY));
        assertTrue(signed(arrivals.get(1), ShopStub.WEBHOOK_KEY));
    }

    @Test
    void agesOnceThenIsFresh() throws Exception {
        String order = newOrder();
        ShopStub.answer(order, 401);
        String key = authenticated(order, 3_000, "webhook-old-timestamp");
        confirm(key, order, 3_000, "o:" + order);
        List<Arrival> arrivals = ShopStub.await(key, list -> list.size() == 2);
        long first = Long.parseLong(arrivals.get(0).timestamp());
        assertTrue(Instant.now().getEpochSecond() - first >= 600);
        assertTrue(signed(arrivals.get(0), ShopStub.WEBHOOK_KEY));
        assertNotEquals(arrivals.get(0).timestamp(), arrivals.get(1).timestamp());
    }

    @Test
    void signsWithTheRotatedKey() throws Exception {
        String order = newOrder();
        String key = authenticated(order, 3_000, "webhook-rotated-key");
        confirm(key, order, 3_000, "r:" + order);
        assertTrue(signed(ShopStub.await(key, list -> list.size() == 1).getFirst(), ShopStub.OLD_WEBHOOK_KEY));
    }

    private Webhook webhook(String paymentKey) {
        return ledger.webhooks().stream()
                .filter(w -> w.paymentKey().equals(paymentKey))
                .findFirst()
                .orElseThrow();
    }
}
