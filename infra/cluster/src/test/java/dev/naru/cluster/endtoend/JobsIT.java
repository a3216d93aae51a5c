package dev.naru.cluster.endtoend;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OneCluster.class)
final class JobsIT {
    private static final String AUTO_PAYMENT = "/cron/auto_payment";
    /** Three of the demo's subscriptions pay; the fourth's card is declined. */
    private static final int PAYING_SUBSCRIPTIONS = 3;

    private static final int CALLS = 4;

    private final RunningCluster cluster;

    JobsIT(RunningCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void aJobCalledTwiceForOneInstantRunsOnce() {
        // Not on cron-runner's schedule, so that the two calls are these.
        Instant instant = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Response first = accepted("/cron/upload_gc", instant);
        Response second = accepted("/cron/upload_gc", instant);
        assertEquals(false, first.path("duplicate"));
        assertEquals(true, second.path("duplicate"));
        String run = first.path("runId");
        assertEquals(run, second.path("runId"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> status("upload_gc", run).equals("SUCCEEDED"));
    }

    @Test
    void dueSubscriptionsAreChargedOncePerCycleHoweverOftenTheJobIsCalled() {
        // Run keys are whole seconds: these differ from each other, and in the end one of them, or of cron-runner's,
        // has run.
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        for (int i = 1; i <= CALLS; i++) {
            String run = call(AUTO_PAYMENT, now.minusSeconds(i));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !Set.of("QUEUED", "RUNNING").contains(status("auto_payment", run)));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> charges().size() >= PAYING_SUBSCRIPTIONS);
        List<String> cycles =
                charges().stream().map(order -> order.replaceAll("-A\\d+$", "")).toList();
        assertEquals(PAYING_SUBSCRIPTIONS, cycles.size(), cycles::toString);
        assertEquals(Set.copyOf(cycles).size(), cycles.size(), () -> "a cycle was charged twice: " + cycles);
        await().untilAsserted(() -> assertEquals(Ledgers.taken(cluster), Ledgers.paid(cluster)));
    }

    /** The guide's wrong way: a job called on www., where each call may meet another server. */
    @Test
    void aJobCalledOnWwwIsRefusedAndCountedByTheEdge() {
        double before = refusedOnWww();
        Http.www(cluster)
                .post(AUTO_PAYMENT)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", equalTo("https://naru.dev/problems/wrong-host"))
                .body("detail", containsString("api.shop.localhost"));
        await().until(() -> refusedOnWww() == before + 1);
    }

    private double refusedOnWww() {
        return Http.edgeMetrics(cluster)
                .lines()
                .filter(line -> line.startsWith("edge_requests_total{"))
                .filter(line -> line.contains("route=\"cron-on-www\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void onlyKnownCallersStartJobs() {
        Http.api(cluster).post(AUTO_PAYMENT).then().statusCode(401);
        byte[] wrongKey = HexFormat.of().parseHex("00".repeat(32));
        Cron.signed(cluster, "POST", AUTO_PAYMENT, wrongKey, Instant.now())
                .post(AUTO_PAYMENT)
                .then()
                .statusCode(401);
        byte[] key = HexFormat.of().parseHex(cluster.secret("cron", "cron-hmac.key"));
        Cron.signed(cluster, "POST", AUTO_PAYMENT, key, Instant.now().minus(Duration.ofMinutes(10)))
                .post(AUTO_PAYMENT)
                .then()
                .statusCode(401);
        // A signature is good for one path only.
        Cron.signed(cluster, "POST", "/cron/order_expiry", key, Instant.now())
                .post(AUTO_PAYMENT)
                .then()
                .statusCode(401);
        Http.api(cluster)
                .header("Authorization", "Bearer " + cluster.secret("cron", "cron-bearer.token"))
                .get("/cron/jobs")
                .then()
                .statusCode(200);
    }

    private String call(String path, Instant instant) {
        return accepted(path, instant).path("runId");
    }

    private Response accepted(String path, Instant instant) {
        return Cron.signed(cluster, "POST", path)
                .header("X-Naru-Scheduled-At", instant.toString())
                .post(path)
                .then()
                .statusCode(202)
                .extract()
                .response();
    }

    private String status(String job, String run) {
        String path = "/cron/" + job + "/runs";
        List<String> found = Cron.signed(cluster, "GET", path)
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .path("runs.findAll { it.runId == '" + run + "' }.status");
        assertEquals(1, found.size(), () -> "runs of " + run + ": " + found);
        return found.getFirst();
    }

    /** Order ids of recurring charges: S{subscription}-C{cycle}-A{attempt}. */
    private List<String> charges() {
        return Ledgers.taken(cluster).keySet().stream()
                .filter(order -> order.matches("S.+-C\\d+-A\\d+"))
                .collect(Collectors.toList());
    }
}
