package dev.naru.cluster.endtoend;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OneCluster.class)
final class ShopIT {
    private static final String SKU = "ferry-ticket";
    private static final int REQUESTS = 24;

    private final RunningCluster cluster;

    ShopIT(RunningCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void loginAndCartSurviveTheKillOfTheReplicaThatServedThem() {
        Buyer hana = Buyer.login(cluster, "hana");
        String served = hana.put(SKU, 3).then().statusCode(303).extract().header("X-Naru-Replica");
        cluster.kill(served);
        try {
            Set<String> answered = new HashSet<>();
            for (int i = 0; i < REQUESTS; i++) {
                answered.add(hana.get("/cart")
                        .then()
                        .statusCode(200)
                        .body(containsString("value=\"3\""))
                        .extract()
                        .header("X-Naru-Replica"));
                assertEquals("hana", hana.member());
            }
            assertEquals(3, answered.size(), () -> "all but " + served + " answer: " + answered);
        } finally {
            cluster.start(served);
            hana.emptyCart(SKU);
        }
    }

    @Test
    void pagesNeverReachTheOriginAndTheApiAlwaysDoes() {
        for (int i = 0; i < REQUESTS; i++) {
            Http.api(cluster).get("/products").then().statusCode(200).header("X-Naru-Replica", startsWith("origin-"));
        }
        Set<String> pages = new HashSet<>();
        await().untilAsserted(() -> {
            pages.add(
                    Http.www(cluster).get("/").then().statusCode(200).extract().header("X-Naru-Replica"));
            pages.add(Http.mobile(cluster)
                    .get("/")
                    .then()
                    .statusCode(200)
                    .extract()
                    .header("X-Naru-Replica"));
            assertEquals(Set.of("prod1-a", "prod1-b", "prod2-a", "prod2-b"), pages);
        });
        Http.www(cluster).post("/cron/auto_payment").then().statusCode(404).body("title", containsString("api."));
        Http.www(cluster).get("/pg/return/toss/x").then().statusCode(404);
    }

    @Test
    void noInternalPageIsPublic() {
        Http.www(cluster).get("/q/health").then().statusCode(404);
        Http.api(cluster).get("/q/metrics").then().statusCode(404);
        Http.pg(cluster).get("/q/health").then().statusCode(404);
        Http.api(cluster).get("//q/metrics").then().statusCode(404);
        Http.api(cluster).get("/x/../q/metrics").then().statusCode(404);
        Http.api(cluster).get("/%71/metrics").then().statusCode(404);
    }

    @Test
    void anUploadIsReadBackAndEveryReplicaShowsIt() {
        Buyer minsu = Buyer.login(cluster, "minsu");
        UUID id = UUID.randomUUID();
        byte[] picture = Picture.png(64, 64);
        String url = Http.api(cluster)
                .header("Authorization", "Bearer " + minsu.ticket())
                .contentType("image/png")
                .body(picture)
                .put("/files/" + id + "?product=" + SKU)
                .then()
                .statusCode(201)
                .extract()
                .path("url");
        assertTrue(url.endsWith("/files/" + id), url);
        byte[] read = Http.api(cluster)
                .get("/files/" + id)
                .then()
                .statusCode(200)
                .contentType("image/png")
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .extract()
                .asByteArray();
        assertArrayEquals(picture, read);

        Set<String> shown = new HashSet<>();
        await().until(() -> {
            var page = minsu.get("/products/" + SKU);
            if (page.asString().contains(id.toString())) {
                shown.add(page.header("X-Naru-Replica"));
            }
            return shown.size() == 4;
        });
    }
}
