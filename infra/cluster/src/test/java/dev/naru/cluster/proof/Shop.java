package dev.naru.cluster.proof;

import dev.naru.cluster.Ports;
import dev.naru.cluster.PublicUrls;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shop as its callers see it. A call goes through the edge or straight to one replica, so that both are at work at once. */
final class Shop {
    private static final Pattern KEY_ID = Pattern.compile("\"kid\"\\s*:\\s*\"([^\"]+)\"");
    private static final List<Ports.Purpose> WAYS = List.of(
            Ports.Purpose.HTTP,
            Ports.Purpose.HTTP,
            Ports.Purpose.HTTP,
            Ports.Purpose.ORIGIN_A,
            Ports.Purpose.ORIGIN_B,
            Ports.Purpose.ORIGIN_B);

    private final ProvingCluster cluster;
    private final Web web = new Web();
    private final Tickets tickets;
    private final String apiHost;
    private final String pgHost;
    private final String cronToken;

    Shop(ProvingCluster cluster) throws IOException, GeneralSecurityException {
        this.cluster = cluster;
        PublicUrls urls = cluster.cluster().urls();
        apiHost = URI.create(urls.api()).getAuthority();
        pgHost = URI.create(urls.pg()).getAuthority();
        cronToken = cluster.cluster().secret("cron", "cron-bearer.token").strip();
        Web.Answer keys = web.send(
                urls.httpPort(),
                URI.create(urls.www()).getAuthority(),
                "/.well-known/jwks.json",
                Map.of(),
                "",
                Web.PATIENT);
        Matcher keyId = KEY_ID.matcher(keys.body());
        if (!keyId.find()) {
            throw new IOException("no key in " + keys);
        }
        tickets = new Tickets(cluster.cluster().secret("shop", "ticket-signing.pem"), keyId.group(1));
    }

    String ticket(String member) {
        return tickets.of(member);
    }

    /** A call of api., by a way that the lot decides. */
    Web.Answer api(SplittableRandom random, String target, Map<String, String> headers, String body, Duration timeout)
            throws IOException {
        Ports.Purpose way = WAYS.get(random.nextInt(WAYS.size()));
        return web.send(cluster.port(way), apiHost, target, headers, body, timeout);
    }

    /** A call of the gateway's pages, as a browser makes it. */
    Web.Answer window(String target, String form) throws IOException {
        return web.send(
                cluster.port(Ports.Purpose.HTTP),
                pgHost,
                target,
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                form,
                Web.PATIENT);
    }

    /** The gateway's ledger, straight from it. */
    String ledger() throws IOException {
        return web.send(cluster.port(Ports.Purpose.PG), pgHost, "/ledger.json", Map.of(), "", Web.PATIENT)
                .body();
    }

    /** Runs a job now. */
    void runJob(String job) throws IOException {
        web.send(
                cluster.port(Ports.Purpose.HTTP),
                apiHost,
                "/cron/" + job,
                Map.of(
                        "Authorization",
                        "Bearer " + cronToken,
                        "X-Naru-Scheduled-At",
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()),
                "",
                Web.PATIENT);
    }

    byte[] webhookKey() {
        return java.util.HexFormat.of()
                .parseHex(cluster.cluster()
                        .secret("pg", "toss-webhook.key")
                        .lines()
                        .findFirst()
                        .orElseThrow()
                        .strip());
    }
}
