package dev.naru.origin;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.origin.platform.Hashes;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** Order events reach a subscriber by webhook and a real Kafka broker: signed, in order, again after a failure, and none is lost. */
@QuarkusTest
@TestProfile(EventsTest.Told.class)
@WithTestResource(TestEnvironment.class)
@WithTestResource(EventsTest.Receivers.class)
class EventsTest {

    /** A start of its own: the other tests run without subscribers. */
    public static class Told implements QuarkusTestProfile {}

    public static class Receivers implements QuarkusTestResourceLifecycleManager {
        private Subscriber subscriber;
        private Broker broker;

        @Override
        public Map<String, String> start() {
            try {
                subscriber = new Subscriber();
                broker = new Broker();
                return Map.of(
                        "naru.events.webhooks.warehouse.url", subscriber.url(),
                        "naru.events.kafka.enabled", "true",
                        "naru.events.kafka.connector", "smallrye-kafka",
                        "kafka.bootstrap.servers", broker.address(),
                        "naru.events.every", "1s",
                        "naru.events.backoff", "10ms",
                        "naru.events.max-attempts", "3");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(subscriber, new TestInjector.MatchesType(Subscriber.class));
            injector.injectIntoFields(broker, new TestInjector.MatchesType(Broker.class));
        }

        @Override
        public void stop() {
            subscriber.close();
            broker.close();
        }
    }

    FakePg pg;
    Subscriber subscriber;
    Broker broker;

    private final Buyer buyer = new Buyer();

    @Test
    void aPaidOrdersEventsArriveSignedAndInOrder() {
        Buyer.Placed order = paid();
        Eventually.holds(() -> subscriber.about(order.orderNo()).size() >= 2);
        List<Subscriber.Got> got = subscriber.about(order.orderNo());
        assertEquals(
                List.of("order." + order.orderNo() + ".1", "order." + order.orderNo() + ".2"),
                got.stream().map(Subscriber.Got::id).distinct().toList());
        assertTrue(
                got.getFirst().body().contains("\"type\":\"order.created\""),
                got.getFirst().body());
        assertTrue(
                got.get(1).body().contains("\"type\":\"order.paid\""),
                got.get(1).body());
        for (Subscriber.Got one : got) {
            byte[] signed = (one.id() + "." + one.timestamp() + "." + one.body()).getBytes(StandardCharsets.UTF_8);
            byte[] key = HexFormat.of().parseHex(TestEnvironment.HEX_KEY);
            assertEquals("v1," + Base64.getEncoder().encodeToString(Hashes.hmac(key, signed)), one.signature());
        }
    }

    @Test
    void whatIsNotTakenIsSentAgainWithItsIdThenDeadAndRevivedByAnOperator() {
        subscriber.refuses.add(".2");
        Buyer.Placed order;
        try {
            order = paid();
            String second = "order." + order.orderNo() + ".2";
            Eventually.holds(() -> dead().contains(second));
            assertEquals(
                    3,
                    subscriber.about(order.orderNo()).stream()
                            .filter(one -> one.id().equals(second))
                            .count());
            given().get("/operations/events/dead").then().statusCode(401);
        } finally {
            subscriber.refuses.clear();
        }
        operator()
                .post("/operations/events/dead/webhook:warehouse/redeliver")
                .then()
                .statusCode(200);
        Eventually.holds(() -> subscriber.about(order.orderNo()).size() == 5);
        operator()
                .get("/operations/events/dead")
                .then()
                .body("dead.id", org.hamcrest.Matchers.not(hasItem("order." + order.orderNo() + ".2")));
    }

    @Test
    void kafkaGetsEachEventUnderTheOrdersKeyWithTheIdToDedupeBy() {
        Buyer.Placed order = paid();
        Properties properties = new Properties();
        properties.put("bootstrap.servers", broker.address());
        properties.put("group.id", "test");
        properties.put("auto.offset.reset", "earliest");
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(Set.of("order-events"));
            Eventually.holds(() -> {
                for (ConsumerRecord<String, String> one : consumer.poll(Duration.ofMillis(200))) {
                    if (order.orderNo().equals(one.key())) {
                        records.add(one);
                    }
                }
                return records.size() >= 2;
            });
        }
        assertEquals(
                List.of("order." + order.orderNo() + ".1", "order." + order.orderNo() + ".2"),
                records.stream()
                        .map(one -> new String(one.headers().lastHeader("id").value(), StandardCharsets.UTF_8))
                        .distinct()
                        .toList());
        assertTrue(
                records.get(1).value().contains("\"type\":\"order.paid\""),
                records.get(1).value());
    }

    private Buyer.Placed paid() {
        Buyer.Placed order = buyer.order("green-tea", 1, 24000);
        Buyer.comeBack(order, pg.authenticated(order.pgOrderId(), order.amount()))
                .then()
                .statusCode(303);
        buyer.see(order).then().body("status", equalTo("PAID"));
        return order;
    }

    private List<String> dead() {
        return operator().get("/operations/events/dead").path("dead.id");
    }

    private static io.restassured.specification.RequestSpecification operator() {
        return given().header("Authorization", "Bearer " + TestEnvironment.OPERATOR_TOKEN);
    }
}
