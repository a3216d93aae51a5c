package dev.naru.cluster.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.cluster.deploy.Replica.Release;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Failover deployments under steady load, at an edge process of its own: good and bad releases, a killed edge, cycles. Every request is counted by who sent it and
 * by who served it, so "nothing lost, nothing done twice" is no claim of the edge's.
 *
 * <p>{@code naru.proof.long}: all five steps, a longer bake and three cycles.
 */
class DeployProofIT {
    private static final boolean LONG = Boolean.getBoolean("naru.proof.long");
    private static final String STEPS = LONG ? "10, 25, 50, 75, 100" : "10, 50, 100";
    private static final int USERS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(LONG ? 400 : 240);

    @TempDir
    Path folder;

    private final Map<String, AtomicInteger> posts = Replica.posts();
    private final List<Replica> prod1 = new ArrayList<>();
    private final List<Replica> prod2 = new ArrayList<>();
    private EdgeProcess edge;
    private Shoppers shoppers;

    @BeforeEach
    void start() throws Exception {
        for (int i = 0; i < 2; i++) {
            prod1.add(new Replica("prod1", Release.good("v1"), posts));
            prod2.add(new Replica("prod2", Release.good("v0"), posts));
        }
        int http = free();
        int admin = free();
        Files.createDirectories(folder.resolve("deployments"));
        Files.writeString(folder.resolve("admin.token"), "proof-token\n");
        Files.writeString(folder.resolve("affinity.key"), "5a".repeat(32) + "\n");
        Path config = Files.writeString(folder.resolve("edge.yaml"), """
            listeners: [ { name: http, address: "127.0.0.1:%d" } ]
            admin: { address: "127.0.0.1:%d", tokenFile: admin.token }
            runtime: { eventLoops: 2, drainTimeoutMs: 3000 }
            accessLog: { file: access.log }
            upstreams:
              - name: shop
                groups:
                  - { name: prod1, weight: 100, servers: [ %s ] }
                  - { name: prod2, weight: 0, servers: [ %s ] }
                idleTimeoutMs: 20000
                health: { path: /ready, intervalMs: 500, rise: 1, fall: 2 }
            sites:
              - name: main
                default: true
                routes: [ { name: pages, path: /, proxy: { upstream: shop }, affinity: { keyFile: affinity.key } } ]
            deployments:
              - { upstream: shop, folder: deployments, steps: [ %s ], bakeMs: %d, minRequests: 120, maxStepMs: 120000, sharePoints: 20 }
            """.formatted(
                        http, admin, servers(prod1), servers(prod2), STEPS, LONG ? 5000 : 2000));
        edge = new EdgeProcess(config, folder.resolve("edge.log"), admin, "proof-token");
        edge.start();
        shoppers = new Shoppers(URI.create("http://127.0.0.1:" + http), USERS, 500);
        EdgeProcess.await("every user was served", Duration.ofSeconds(30), () -> shoppers.served.size() == USERS);
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String servers(List<Replica> replicas) {
        List<String> maps = new ArrayList<>();
        for (Replica replica : replicas) {
            maps.add("{ address: \"127.0.0.1:" + replica.port() + "\" }");
        }
        return String.join(", ", maps);
    }

    @AfterEach
    void stop() throws Exception {
        shoppers.close();
        edge.close();
        for (Replica replica : prod1) {
            replica.close();
        }
        for (Replica replica : prod2) {
            replica.close();
        }
    }

    /** As an operator does it: empty the idle group, put the release there, go on. */
    private String deploy(String to, Release release) throws Exception {
        String id = edge.command("/api/deployments", "{\"to\":\"" + to + "\",\"awaitRelease\":true}")
                .getString("deployment.id");
        edge.awaitState(List.of("held"), PATIENCE);
        for (Replica replica : to.equals("prod1") ? prod1 : prod2) {
            replica.deploy(release);
        }
        edge.command("/api/deployments/" + id + "/resume", "");
        return id;
    }

    private void nothingLostNothingTwice(JsonPath report) {
        assertEquals(0, shoppers.lost.get(), shoppers::lastLoss);
        assertEquals(0, report.getInt("account.lost"));
        assertEquals(0, report.getInt("account.repeatedUnsafe"));
        posts.forEach((id, times) -> assertEquals(1, times.get(), id));
        shoppers.answeredPosts.keySet().forEach(id -> assertTrue(posts.containsKey(id), id));
    }

    private void say(String what, JsonPath report) {
        System.out.printf(
                "%s: %s; %d requests, %d lost, %d POSTs (none twice), %d failed by the application; steps %s; %s%n",
                what,
                report.getString("state.name"),
                shoppers.requests.get(),
                shoppers.lost.get(),
                posts.size(),
                shoppers.failed.get(),
                report.getList("steps.share"),
                report.getString("state.reason"));
    }

    @Test
    void aGoodReleaseTakesOverAndNothingIsLost() throws Exception {
        String id = deploy("prod2", Release.good("v2"));
        edge.awaitState(List.of("done", "rolled-back", "held"), PATIENCE);
        JsonPath report = edge.report(id);
        say("good release", report);
        assertEquals("done", report.getString("state.name"), () -> report.getString("events.text"));
        nothingLostNothingTwice(report);
        EdgeProcess.await("everybody is there", Duration.ofSeconds(10), () -> shoppers.on("prod2") == USERS);
        assertTrue(shoppers.moves.values().stream().allMatch(moves -> moves == 1), "each user moved once");
        assertEquals(10_000, report.getInt("users.movedOnce"));
    }

    private void rollsBack(Release release) throws Exception {
        String id = deploy("prod2", release);
        edge.awaitState(List.of("done", "rolled-back", "held"), PATIENCE);
        JsonPath report = edge.report(id);
        say(
                release + ", seen by " + shoppers.sawVersion("prod2 " + release.version()) + " of " + USERS + " users",
                report);
        assertEquals("rolled-back", report.getString("state.name"), () -> report.getString("events.text"));
        assertEquals(0, report.getInt("account.lost"));
        posts.forEach((post, times) -> assertEquals(1, times.get(), post));
        EdgeProcess.await("everybody is back", Duration.ofSeconds(10), () -> shoppers.on("prod1") == USERS);
        assertEquals(Map.of("prod1", 100, "prod2", 0), edge.status().getMap("weights"));
    }

    @Test
    void aReleaseThreeTimesSlowerIsRolledBack() throws Exception {
        rollsBack(new Release("slow", 0, 240));
    }

    @Test
    void aReleaseThatFailsFivePercentIsRolledBack() throws Exception {
        rollsBack(new Release("failing", 5, 80));
    }

    @Test
    void anEdgeKilledInTheMiddleGoesOnWhereItWas() throws Exception {
        String id = deploy("prod2", Release.good("v2"));
        EdgeProcess.await("the second step", PATIENCE, () -> edge.status().getInt("deployment.steps.size()") >= 2);
        int share = edge.status().getInt("weights.prod2");
        edge.killNine();
        edge.start();
        assertTrue(edge.status().getInt("weights.prod2") >= share, "the weights are not the file's");
        edge.awaitState(List.of("done", "rolled-back", "held"), PATIENCE);
        JsonPath report = edge.report(id);
        say("kill -9 of the edge at " + share + " %; only what it had in flight, or came meanwhile, is lost", report);
        assertEquals("done", report.getString("state.name"), () -> report.getString("events.text"));
        assertTrue(report.getList("events.kind").contains("restart"));
        posts.forEach((post, times) -> assertEquals(1, times.get(), post));
    }

    @Test
    void cyclesGoTheOtherWayRoundEachTime() throws Exception {
        JsonPath report = null;
        for (int cycle = 1; cycle <= (LONG ? 3 : 2); cycle++) {
            String to = cycle % 2 == 1 ? "prod2" : "prod1";
            assertEquals(to, edge.status().getString("next"));
            String id = deploy(to, Release.good("cycle" + cycle));
            edge.awaitState(List.of("done", "rolled-back", "held"), PATIENCE);
            report = edge.report(id);
            say("cycle " + cycle, report);
            assertEquals("done", report.getString("state.name"), report.getString("events.text"));
        }
        nothingLostNothingTwice(report);
    }
}
