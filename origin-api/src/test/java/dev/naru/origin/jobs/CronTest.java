package dev.naru.origin.jobs;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.naru.origin.Concurrently;
import dev.naru.origin.TestEnvironment;
import dev.naru.origin.Tickets;
import dev.naru.origin.platform.Database;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class CronTest {

    @Inject
    Database database;

    @BeforeEach
    @AfterEach
    void forget() {
        database.run(tx -> {
            tx.update(
                    "DELETE FROM job_runs WHERE job IN ('auto_payment', 'auto_send', 'upload_gc', 'order_expiry', 'payment_reconcile')");
            tx.update("UPDATE job_leases SET paused_reason = NULL, expires_at = now()");
        });
    }

    @Test
    void aSignedCallRunsOnceAndSaysSo() throws Exception {
        String at = Instant.now().truncatedTo(ChronoUnit.MINUTES).toString();
        String runId = signed("POST", "/cron/auto_payment", "")
                .header("X-Naru-Scheduled-At", at)
                .post("/cron/auto_payment")
                .then()
                .statusCode(202)
                .body("job", equalTo("auto_payment"))
                .body("runKey", equalTo(at))
                .body("duplicate", equalTo(false))
                .body("statusUrl", containsString("/cron/runs/"))
                .extract()
                .path("runId");
        signed("POST", "/cron/auto_payment", "")
                .header("X-Naru-Scheduled-At", at)
                .post("/cron/auto_payment")
                .then()
                .statusCode(202)
                .body("runId", equalTo(runId))
                .body("duplicate", equalTo(true));
        Concurrently.await(() -> "SUCCEEDED".equals(run(runId).extract().path("status")));
        run(runId)
                .body("caller", equalTo("hmac"))
                .body("items.failed", equalTo(0))
                .body("finishedAt", notNullValue());
        bearer().get("/cron/auto_payment/runs").then().statusCode(200).body("runs[0].runId", equalTo(runId));
    }

    @Test
    void aDumbCronMayGetAndNeedsNoInstant() {
        String runId = bearer().get("/cron/auto_send")
                .then()
                .statusCode(202)
                .header("Cache-Control", "no-store")
                .body("runKey", endsWith(":00Z"))
                .extract()
                .path("runId");
        run(runId).body("caller", equalTo("bearer"));
        bearer().head("/cron/auto_send").then().statusCode(405);
    }

    @Test
    void everyShippedJobRunsThrough() throws Exception {
        bearer().get("/cron/jobs")
                .then()
                .statusCode(200)
                .body(
                        "jobs.name",
                        hasItems("auto_payment", "auto_send", "order_expiry", "payment_reconcile", "upload_gc"))
                .body("jobs.find { it.name == 'auto_payment' }.intervalS", equalTo(60))
                .body("jobs.find { it.name == 'auto_payment' }.misfire", equalTo("FIRE_ONCE"));
        for (String job : new String[] {"order_expiry", "payment_reconcile", "upload_gc"}) {
            String runId = bearer().post("/cron/" + job)
                    .then()
                    .statusCode(202)
                    .extract()
                    .path("runId");
            Concurrently.await(() -> "SUCCEEDED".equals(run(runId).extract().path("status")));
        }
    }

    @Test
    void forgedOldOrUnknownCallsChangeNothing() {
        String path = "/cron/auto_payment";
        long now = Instant.now().getEpochSecond();
        refused(given(), 401, "cron-unsigned");
        refused(
                given().header("X-Naru-Timestamp", now).header("X-Naru-Signature", "v1=" + "0".repeat(64)),
                401,
                "cron-signature");
        refused(signed("GET", path, ""), 401, "cron-signature");
        refused(signed("POST", "/cron/upload_gc", ""), 401, "cron-signature");
        refused(signed("POST", path, "").body("{\"changed\":true}"), 401, "cron-signature");
        refused(signedAt(now - 600, "POST", path, ""), 401, "cron-timestamp");
        refused(signedAt(now + 600, "POST", path, ""), 401, "cron-timestamp");
        refused(given().header("X-Naru-Signature", "v1=00"), 401, "cron-timestamp");
        refused(given().header("Authorization", "Bearer wrong"), 401, "operator-token-invalid");
        refused(
                given().header("Authorization", "Bearer " + Tickets.of("hana", "orders", "files")),
                401,
                "operator-token-invalid");
        refused(bearer().header("X-Naru-Scheduled-At", "yesterday"), 400, "invalid-scheduled-at");
        refused(
                bearer().header(
                                "X-Naru-Scheduled-At",
                                Instant.now().plusSeconds(3600).toString()),
                422,
                "scheduled-in-future");
        given().get("/cron/jobs").then().statusCode(401);
        given().get("/cron/auto_payment/runs").then().statusCode(401);
        given().post("/cron/runs/" + UUID.randomUUID() + "/cancel").then().statusCode(401);
        given().post("/cron/auto_payment/pause").then().statusCode(401);
        bearer().post("/cron/no_such_job")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", containsString("auto_payment"));
        bearer().get("/cron/runs/" + UUID.randomUUID()).then().statusCode(404);
        bearer().get("/cron/runs/x").then().statusCode(404);
        int runs = database.<Integer>transaction(
                tx -> tx.one("SELECT count(*) AS n FROM job_runs WHERE job = 'auto_payment'", row -> row.intValue("n"))
                        .orElseThrow());
        assertEquals(0, runs);
    }

    @Test
    void aBodyIsSignedToo() {
        String body = "{\"from\":\"a test\"}";
        signed("POST", "/cron/auto_send", body)
                .body(body)
                .post("/cron/auto_send")
                .then()
                .statusCode(202);
        signed("POST", "/cron/auto_send", "x".repeat(70_000))
                .body("x".repeat(70_000))
                .post("/cron/auto_send")
                .then()
                .statusCode(413);
    }

    @Test
    void anOperatorPausesAndResumes() {
        bearer().post("/cron/auto_send/pause").then().statusCode(200).body("pausedReason", startsWith("paused"));
        String skipped = bearer().post("/cron/auto_send")
                .then()
                .statusCode(202)
                .body("status", equalTo("SKIPPED_PAUSED"))
                .extract()
                .path("runId");
        bearer().post("/cron/auto_send/resume").then().statusCode(200).body("pausedReason", equalTo(null));
        bearer().post("/cron/runs/{id}/cancel", skipped)
                .then()
                .statusCode(409)
                .body("type", containsString("run-ended"));
    }

    @Test
    void anOperatorRunsAJobBesideItsSchedule() throws Exception {
        bearer().post("/cron/order_expiry").then().statusCode(202);
        Concurrently.await(() -> active("order_expiry") == 0);
        String runId = bearer().post("/cron/order_expiry/now")
                .then()
                .statusCode(202)
                .body("duplicate", equalTo(false))
                .extract()
                .path("runId");
        run(runId).body("caller", equalTo("operator, bearer"));
        Concurrently.await(() -> active("order_expiry") == 0);
        bearer().get("/cron/jobs")
                .then()
                .body("jobs.find { it.name == 'order_expiry' }.nextDueAt", notNullValue())
                .body("jobs.find { it.name == 'order_expiry' }.lastRunAt", notNullValue());
        given().post("/cron/order_expiry/now").then().statusCode(401);
    }

    @Test
    void thePageForOperatorsHoldsNoDataAndNoDoor() {
        for (String file : new String[] {"jobs", "jobs.css", "jobs.js"}) {
            given().get("/operations/" + file)
                    .then()
                    .statusCode(200)
                    .header("Content-Security-Policy", containsString("default-src 'none'"))
                    .header("X-Content-Type-Options", "nosniff");
        }
        given().get("/operations/other").then().statusCode(404);
        given().get("/cron/messages").then().statusCode(401);
        bearer().get("/cron/messages").then().statusCode(200).body("messages", notNullValue());
    }

    private int active(String job) {
        return database.<Integer>transaction(tx -> tx.one(
                        "SELECT count(*) AS n FROM job_runs WHERE job = ? AND status IN ('QUEUED', 'RUNNING')",
                        row -> row.intValue("n"),
                        job)
                .orElseThrow());
    }

    private static void refused(RequestSpecification request, int status, String slug) {
        request.post("/cron/auto_payment")
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("type", endsWith("/" + slug));
    }

    private static ValidatableResponse run(String runId) {
        return bearer().get("/cron/runs/{id}", runId).then().statusCode(200);
    }

    private static RequestSpecification bearer() {
        return given().header("Authorization", "Bearer " + TestEnvironment.OPERATOR_TOKEN);
    }

    private static RequestSpecification signed(String method, String path, String body) {
        return signedAt(Instant.now().getEpochSecond(), method, path, body);
    }

    private static RequestSpecification signedAt(long epochS, String method, String path, String body) {
        byte[] key = HexFormat.of().parseHex(TestEnvironment.HEX_KEY);
        String timestamp = String.valueOf(epochS);
        return given().header("X-Naru-Timestamp", timestamp)
                .header(
                        "X-Naru-Signature",
                        CronSignature.sign(key, timestamp, method, path, body.getBytes(StandardCharsets.UTF_8)));
    }
}
