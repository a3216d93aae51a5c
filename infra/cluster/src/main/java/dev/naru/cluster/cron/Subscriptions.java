package dev.naru.cluster.cron;

import dev.naru.cluster.Cluster;
import dev.naru.cluster.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who owes what, and what pg-sim says was taken. */
final class Subscriptions {
    private static final Pattern PAYMENT = Pattern.compile("\\{[^{}]*}");
    private static final Pattern ORDER = Pattern.compile("\"orderId\":\"(S(\\d+)-C(\\d+)-A\\d+)\"");

    private final Sql sql;
    private final URI ledger;

    Subscriptions(Cluster cluster, Sql sql) {
        this.sql = sql;
        this.ledger = URI.create("http://127.0.0.1:" + cluster.ports().of(Ports.Purpose.PG) + "/ledger.json");
    }

    /** Members who owe {@code months} periods each, all due at this moment. Every third has this card; were all like that, the gateway would seem away. */
    void due(int count, int months, String billingKey) {
        sql.update("""
                INSERT INTO subscriptions (member_id, plan_ko, plan_en, amount, billing_key, customer_key, status, started_on)
                SELECT 'proof', '증명 구독', 'Proof', 1000 + n, CASE n % 3 WHEN 0 THEN ? ELSE 'bill-demo-1' END, 'proof', 'ACTIVE',
                       ((now() AT TIME ZONE 'Asia/Seoul')::date - make_interval(months => ?))::date
                  FROM generate_series(1, ?) AS n
                """, billingKey, months - 1, count);
    }

    /** Periods of paying cards that are due by now: those that must have been charged once in the end. */
    List<String> expected() {
        return sql.column("""
                SELECT s.id || '/' || n FROM subscriptions s, generate_series(1, 12) AS n
                 WHERE s.billing_key <> 'bill-demo-declined'
                   AND s.started_on + make_interval(months => n - 1) <= (now() AT TIME ZONE 'Asia/Seoul')::date
                """);
    }

    /** What is still to be charged, open or not yet opened. */
    long open() {
        return sql.number("""
                SELECT (SELECT count(*) FROM billing_cycles c JOIN subscriptions s ON s.id = c.subscription_id
                         WHERE c.status IN ('DUE', 'CHARGING', 'UNKNOWN') AND s.billing_key <> 'bill-demo-declined')
                     + (SELECT count(*) FROM subscriptions WHERE status = 'ACTIVE' AND billing_key <> 'bill-demo-declined'
                           AND next_due_on <= (now() AT TIME ZONE 'Asia/Seoul')::date)
                """);
    }

    /** By subscription and period: every order id under which the gateway has taken money. */
    Map<String, List<String>> taken() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(ledger).timeout(Duration.ofSeconds(30)).build();
        String body;
        try (HttpClient client = HttpClient.newHttpClient()) {
            body = client.send(request, BodyHandlers.ofString()).body();
        }
        Map<String, List<String>> taken = new TreeMap<>();
        Matcher payments = PAYMENT.matcher(body);
        while (payments.find()) {
            Matcher order = ORDER.matcher(payments.group());
            if (payments.group().contains("\"status\":\"DONE\"") && order.find()) {
                taken.computeIfAbsent(order.group(2) + "/" + order.group(3), cycle -> new ArrayList<>())
                        .add(order.group(1));
            }
        }
        return taken;
    }
}
