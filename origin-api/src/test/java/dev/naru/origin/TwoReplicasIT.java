package dev.naru.origin;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.response.Response;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two processes, both active, on one database: what one knows the other must act on, and a dead one is replaced. */
class TwoReplicasIT {

    private static EmbeddedPostgres postgres;
    private static Path data;
    private static FakeShop shop;
    private static FakePg pg;
    private static Map<String, String> config;
    private static Replica one;
    private static Replica two;

    @BeforeAll
    static void start() throws IOException {
        data = Files.createTempDirectory("naru-pg");
        postgres = postgres(0);
        shop = new FakeShop();
        pg = new FakePg();
        config = new HashMap<>();
        config.put("quarkus.datasource.jdbc.url", postgres.getJdbcUrl("postgres", "postgres"));
        config.put("quarkus.datasource.username", "postgres");
        config.put("quarkus.datasource.password", "postgres");
        config.put("naru.secrets-dir", TestEnvironment.secrets().toString());
        config.put("naru.public.www-url", shop.url());
        config.put("naru.pg.toss-url", pg.url());
        config.put("naru.pg.sweep-every", "1s");
        config.put("naru.pg.lease", "2s");
        config.put("naru.pg.resolve-backoff", "200ms");
        // Both at once on an empty database: Flyway's lock lets one of them migrate.
        one = new Replica("replica-one", config);
        two = new Replica("replica-two", config);
        Eventually.holds(() -> one.ready() == 200 && two.ready() == 200);
    }

    private static EmbeddedPostgres postgres(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    @AfterAll
    static void stop() throws IOException {
        one.close();
        two.close();
        shop.close();
        pg.close();
        postgres.close();
    }

    @Test
    void theDescriptionIsNotForThePublic() {
        given().baseUri(one.url()).get("/q/openapi").then().statusCode(404);
    }

    @Test
    void returnsOnBothReplicasChargeOnce() throws Exception {
        Buyer buyer = new Buyer("both", one.url());
        Buyer.Placed order = buyer.order("green-tea", 1, 24000);
        String key = pg.authenticated(order.pgOrderId(), order.amount());
        List<Callable<Response>> returns = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            returns.add(() -> Buyer.comeBack(one.url(), order, key));
            returns.add(() -> Buyer.comeBack(two.url(), order, key));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(returns)) {
                answer.get().then().statusCode(303).header("Location", endsWith("?result=paid"));
            }
        }
        assertEquals(1, pg.count("confirm", order.pgOrderId()));
    }

    @Test
    void theSameKeyOnBothReplicasMakesOneOrder() throws Exception {
        List<Callable<Response>> places = new ArrayList<>();
        for (Replica replica : List.of(one, two, one, two)) {
            places.add(() -> new Buyer("twice", replica.url()).tryOrder("k", "green-tea", 1, 24000));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(places)) {
                int status = answer.get().statusCode();
                assertTrue(status == 201 || status == 409, "status " + status);
            }
        }
        new Buyer("twice", two.url()).get("/orders").then().body("orders.size()", equalTo(1));
    }

    @Test
    void theOtherReplicaSettlesWhatADeadOneBegan() throws Exception {
        Buyer buyer = new Buyer("orphan", one.url());
        Buyer.Placed order = buyer.order("green-tea", 1, 24000);
        String key = pg.authenticated(order.pgOrderId(), order.amount());
        pg.script(order.pgOrderId(), FakePg.Script.APPROVE_AND_HANG);
        Replica doomed = new Replica("replica-doomed", config);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Eventually.holds(() -> doomed.ready() == 200);
            threads.submit(() -> Buyer.comeBack(doomed.url(), order, key));
            Eventually.holds(() -> pg.count("confirm", order.pgOrderId()) == 1);
            doomed.kill();
        } finally {
            doomed.close();
        }
        Eventually.holds(() -> buyer.see(order).path("status").equals("PAID"));
        buyer.see(order).then().body("payment.status", equalTo("PAID"));
        assertEquals(1, pg.count("confirm", order.pgOrderId()));
    }

    @Test
    void aCommitWhoseAnswerIsLostIsOneOrderWhenRepeated() throws Exception {
        try (CuttingProxy line = new CuttingProxy(postgres.getPort(), "INSERT INTO idempotency_keys")) {
            Map<String, String> viaLine = new HashMap<>(config);
            viaLine.put(
                    "quarkus.datasource.jdbc.url",
                    "jdbc:postgresql://127.0.0.1:" + line.port() + "/postgres?sslmode=disable");
            viaLine.put("naru.pg.sweep-every", "off");
            try (Replica cut = new Replica("replica-cut", viaLine)) {
                Eventually.holds(() -> cut.ready() == 200);
                Buyer buyer = new Buyer("unlucky", cut.url());
                line.armed.set(true);
                buyer.tryOrder("k", "green-tea", 1, 24000)
                        .then()
                        .statusCode(503)
                        .header("Retry-After", notNullValue())
                        .body("type", equalTo("https://naru.dev/problems/commit-unknown"));
                assertFalse(line.armed.get());
                String committed =
                        new Buyer("unlucky", two.url()).get("/orders").path("orders[0].orderNo");
                buyer.tryOrder("k", "green-tea", 1, 24000)
                        .then()
                        .statusCode(201)
                        .body("orderNo", equalTo(committed));
                buyer.get("/orders").then().body("orders.size()", equalTo(1));
            }
        }
    }

    @Test
    void withoutTheDatabaseItSaysSoAndComesBackByItself() throws IOException {
        Buyer buyer = new Buyer("patient", two.url());
        Buyer.Placed order = buyer.order("green-tea", 1, 24000);
        int port = postgres.getPort();
        postgres.close();

        buyer.see(order)
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", notNullValue())
                .body("type", equalTo("https://naru.dev/problems/database-unavailable"));
        Eventually.holds(() -> two.ready() == 503);

        postgres = postgres(port);
        Eventually.holds(() -> one.ready() == 200 && two.ready() == 200);
        buyer.see(order).then().statusCode(200);
    }
}
