package dev.naru.cluster.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.cluster.deploy.Replica.Release;
import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Failover deployments under steady load, at an edge process of its own: good and bad releases, a killed edge, cycles. Every request is counted by who sent it and
 * by who served it, so "nothing lost, nothing done twice" is no claim of the edge's.
 *
 * <p>{@code naru.proof.long}: all five steps, a longer bake and three cycles.
 */
@Tag("local")
class DeployProofIT {
    private static final boolean LONG = Boolean.getBoolean("naru.proof.long");
    private static final String STEPS = LONG ? "10, 25, 50, 75, 100" : "10, 50, 100";
    private static final int USERS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(LONG ? 400 : 240);

    @TempDir
    Path folder;

    private DeployScene scene;
    private Map<String, AtomicInteger> posts;
    private EdgeProcess edge;
    private Shoppers shoppers;

    @BeforeEach
    void start() throws Exception {
        scene = DeployScene.start(folder, STEPS, LONG ? 5000 : 2000, USERS);
        posts = scene.posts;
        edge = scene.edge;
        shoppers = scene.shoppers;
    }

    @AfterEach
    void stop() throws Exception {
        scene.close();
    }

    private String deploy(String to, Release release) throws Exception {
        return scene.deploy(to, release, PATIENCE);
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
