package dev.naru.cluster.endtoend;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

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

    private final RunningCluster cluster;

    JobsIT(RunningCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void aJobCalledTwiceForOneInstantRunsOnce() {
        // An instant that cron-runner has not called for: before this cluster was started.
        String instant = Instant.now()
                .minus(2, ChronoUnit.HOURS)
                .truncatedTo(ChronoUnit.MINUTES)
                .toString();
        String run = call("/cron/order_expiry", instant, false);
        assertEquals(run, call("/cron/order_expiry", instant, true));
        await().atMost(Duration.ofSeconds(30)).until(() -> Cron.signed(cluster, "GET", "/cron/runs/" + run)
                .get("/cron/runs/" + run)
                .then()
                .statusCode(200)
                .extract()
                .path("status")
                .equals("SUCCEEDED"));
    }

    @Test
    void dueSubscriptionsAreChargedOncePerCycleHoweverOftenTheJobIsCalled() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
        for (int i = 1; i <= 4; i++) {
            String instant = now.minus(i, ChronoUnit.HOURS).toString();
            Cron.signed(cluster, "POST", AUTO_PAYMENT)
                    .header("X-Naru-Scheduled-At", instant)
                    .post(AUTO_PAYMENT)
                    .then()
                    .statusCode(202);
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertEquals(PAYING_SUBSCRIPTIONS, charges().size()));
        List<String> cycles =
                charges().stream().map(order -> order.replaceAll("-A\\d+$", "")).toList();
        assertEquals(Set.copyOf(cycles).size(), cycles.size(), () -> "a cycle was charged twice: " + cycles);
        await().untilAsserted(() -> assertEquals(Ledgers.taken(cluster), Ledgers.paid(cluster)));
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

    private String call(String path, String instant, boolean duplicate) {
        return Cron.signed(cluster, "POST", path)
                .header("X-Naru-Scheduled-At", instant)
                .post(path)
                .then()
                .statusCode(202)
                .body("duplicate", equalTo(duplicate))
                .extract()
                .path("runId");
    }

    /** Order ids of recurring charges: S{subscription}-C{cycle}-A{attempt}. */
    private List<String> charges() {
        return Ledgers.taken(cluster).keySet().stream()
                .filter(order -> order.matches("S.+-C\\d+-A\\d+"))
                .collect(Collectors.toList());
    }
}
