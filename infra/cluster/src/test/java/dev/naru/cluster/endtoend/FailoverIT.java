package dev.naru.cluster.endtoend;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OneCluster.class)
final class FailoverIT {
    private final RunningCluster cluster;

    FailoverIT(RunningCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void theStandbyServesWhenTheOriginIsKilledAndStepsBackWhenItReturns() {
        Buyer hana = Buyer.login(cluster, "hana");
        cluster.kill("origin-a");
        try {
            Http.api(cluster).get("/products").then().statusCode(200).header("X-Naru-Replica", equalTo("origin-b"));
            hana.buy("ferry-ticket");
        } finally {
            cluster.start("origin-a");
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> Http.api(cluster)
                .get("/products")
                .then()
                .statusCode(200)
                .extract()
                .header("X-Naru-Replica")
                .equals("origin-a"));
    }
}
