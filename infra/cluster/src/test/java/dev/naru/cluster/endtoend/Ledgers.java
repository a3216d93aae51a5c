package dev.naru.cluster.endtoend;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The two accounts of the same money: the gateway's and the shop's. */
final class Ledgers {
    private Ledgers() {}

    /** What the gateway has taken: order id to amount. An order charged twice would be there twice, and is an error. */
    static Map<String, Long> taken(RunningCluster cluster) {
        return amounts(
                Http.pg(cluster)
                        .get("/ledger.json")
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("payments"),
                "DONE");
    }

    /** What the shop's database says is paid. */
    static Map<String, Long> paid(RunningCluster cluster) {
        return amounts(
                Http.api(cluster)
                        .header("Authorization", "Bearer " + cluster.secret("cron", "cron-bearer.token"))
                        .get("/operations/ledger")
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("payments"),
                "PAID");
    }

    private static Map<String, Long> amounts(List<Map<String, Object>> payments, String status) {
        Map<String, Long> amounts = new TreeMap<>();
        for (Map<String, Object> payment : payments) {
            if (status.equals(payment.get("status"))) {
                String order = (String) payment.get("orderId");
                Long before = amounts.put(order, ((Number) payment.get("amount")).longValue());
                if (before != null) {
                    throw new AssertionError("two payments of " + order + " in " + payments);
                }
            }
        }
        return amounts;
    }
}
