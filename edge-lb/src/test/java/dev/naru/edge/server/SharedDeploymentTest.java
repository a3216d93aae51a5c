package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.SetParams;

/** Edges that share a deployment through a real Redis: one leads, all follow, and another goes on when it dies. */
class SharedDeploymentTest {
    @TempDir
    Path folder;

    private RedisUnderTest redis;
    private SeveralEdges edges;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("redis.password"), RedisUnderTest.PASSWORD + "\n");
        redis = new RedisUnderTest(Files.createDirectories(folder.resolve("redis")));
        edges = new SeveralEdges(folder);
    }

    @AfterEach
    void stop() throws IOException {
        edges.close();
        redis.close();
    }

    private String shared(String name) {
        return "shared: { redis: \"127.0.0.1:%d\", passwordFile: \"%s\", edge: %s, leaseMs: 3000, timeoutMs: 300 }"
                .formatted(redis.port, folder.resolve("redis.password"), name);
    }

    private SeveralEdges.One start(String name) throws Exception {
        return edges.start(name, folder.resolve(name + "-deployments"), shared(name));
    }

    private static SeveralEdges.One leader(List<SeveralEdges.One> all) throws InterruptedException {
        EdgeUnderTest.await(
                "one leads", () -> all.stream().filter(SeveralEdges.One::leads).count() == 1);
        return all.stream().filter(SeveralEdges.One::leads).findFirst().orElseThrow();
    }

    @Test
    void aDeploymentStartedAtOneIsFollowedByAllAndCountsAll() throws Exception {
        SeveralEdges.One a = start("a").loaded();
        SeveralEdges.One b = start("b").loaded();
        SeveralEdges.One c = start("c");
        assertTrue(a.leads());
        assertFalse(b.leads() || c.leads());

        AdminClient.Answer refused = b.post("", "{\"to\":\"prod2\"}");
        assertEquals(409, refused.status());
        assertTrue(refused.detail().contains("a/"), refused::detail);
        assertEquals(201, a.post("", "{\"to\":\"prod2\"}").status());
        EdgeUnderTest.await("all have the first step's weight", () -> b.weight() > 0 && c.weight() > 0);
        String id = a.view().getAsJsonObject("deployment").get("id").getAsString();
        assertEquals(id, c.view().getAsJsonObject("deployment").get("id").getAsString());
        assertTrue(c.view().get("leader").getAsString().startsWith("a/"));

        a.await("done");
        b.await("done");
        c.await("done");
        EdgeUnderTest.await("the weights of the end", () -> b.weight() == 100 && c.weight() == 100);
        long alone = a.edge.routes(route -> route.acceptedCount());
        EdgeUnderTest.await("a report at an edge that followed", () -> accepted(c, id) > 0);
        assertTrue(accepted(a, id) > 0);
        JsonObject report = a.report(id).json();
        assertTrue(
                report.getAsJsonObject("account").get("accepted").getAsLong() > alone * 1.3,
                () -> "those of both loaded edges count: " + report.getAsJsonObject("account") + ", of a alone "
                        + alone);
        assertEquals(0, report.getAsJsonObject("account").get("lost").getAsLong());
    }

    private static long accepted(SeveralEdges.One edge, String id) {
        try {
            AdminClient.Answer answer = edge.report(id);
            return answer.status() == 200
                    ? answer.json().getAsJsonObject("account").get("accepted").getAsLong()
                    : 0;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Test
    void whenTheLeaderIsKilledAnotherGoesOn() throws Exception {
        int port = freePort();
        String admin = "127.0.0.1:" + freePort();
        Path config =
                edges.file("first", "127.0.0.1:" + port, admin, folder.resolve("first-deployments"), shared("first"));
        try (EdgeProcess first =
                new EdgeProcess(config).awaitLine("leads the deployments").awaitLine("serving:")) {
            List<SeveralEdges.One> others =
                    List.of(start("b").loaded(), start("c").loaded());
            try (HttpClient http = HttpClient.newHttpClient()) {
                HttpRequest start = HttpRequest.newBuilder(URI.create("http://" + admin + "/api/deployments"))
                        .header("Authorization", "Bearer " + AdminClient.TOKEN)
                        .POST(BodyPublishers.ofString("{\"to\":\"prod2\"}"))
                        .build();
                assertEquals(201, http.send(start, BodyHandlers.ofString()).statusCode());
            }
            first.awaitLine("step: step 1 of 3");
            for (SeveralEdges.One other : others) {
                EdgeUnderTest.await("it follows", () -> other.weight() > 0);
            }
            first.kill();
            SeveralEdges.One leader = leader(others);
            assertTrue(leader.weight() > 0, "nothing went back");
            for (SeveralEdges.One other : others) {
                other.await("done");
                assertEquals(100, other.weight());
            }
            assertTrue(leader.view()
                    .getAsJsonObject("deployment")
                    .getAsJsonArray("events")
                    .toString()
                    .contains("this edge leads now"));
        }
    }

    @Test
    void whileRedisIsAwayNothingMovesAndAfterwardsItGoesOn() throws Exception {
        List<SeveralEdges.One> all = List.of(start("a").loaded(), start("b").loaded());
        assertEquals(201, all.getFirst().post("", "{\"to\":\"prod2\"}").status());
        EdgeUnderTest.await("b follows", () -> all.getLast().weight() > 0);
        redis.stop();
        for (SeveralEdges.One edge : all) {
            edge.await("held");
            String problem = edge.view().get("problem").getAsString();
            assertTrue(problem.contains("Redis at 127.0.0.1:" + redis.port), problem);
            assertEquals(409, edge.post("/app/rollback", "").status());
        }
        // The leader may have been a step ahead when Redis went; from here on both stay where they are.
        List<Integer> weights = all.stream().map(SeveralEdges.One::weight).toList();
        assertTrue(weights.stream().allMatch(weight -> weight > 0 && weight < 100), weights::toString);
        redis.start();
        leader(all);
        for (SeveralEdges.One edge : all) {
            edge.await("done");
            assertEquals(100, edge.weight());
        }
    }

    @Test
    void whenRedisLostEverythingTheCopyIsHeld() throws Exception {
        SeveralEdges.One a = start("a").loaded();
        SeveralEdges.One b = start("b");
        assertEquals(201, a.post("", "{\"to\":\"prod2\"}").status());
        EdgeUnderTest.await("b follows", () -> b.weight() > 0);
        a.post("/app/hold", "");
        int weight = a.weight();
        b.close();
        a.close();
        try (Jedis jedis = new Jedis("127.0.0.1", redis.port)) {
            jedis.auth(RedisUnderTest.PASSWORD);
            jedis.flushAll();
        }
        SeveralEdges.One again = start("a");
        SeveralEdges.One other = start("b");
        assertTrue(again.leads());
        assertEquals("held", again.state());
        assertEquals(weight, again.weight());
        other.await("held");
        assertEquals(200, again.post("/app/rollback", "").status());
        EdgeUnderTest.await("both are back", () -> again.weight() == 0 && other.weight() == 0);
    }

    @Test
    void whoLosesTheLeadBetweenTwoLooksTakesUpWhatTheOtherKept() throws Exception {
        SeveralEdges.One a = start("a").loaded();
        assertEquals(201, a.post("", "{\"to\":\"prod2\"}").status());
        a.post("/app/hold", "");
        try (Jedis jedis = new Jedis("127.0.0.1", redis.port)) {
            jedis.auth(RedisUnderTest.PASSWORD);
            String state = "naru:deployments:{app}:state";
            String text = jedis.hget(state, "text");
            // As another leader with a later number: what a writes now must not stand.
            jedis.set(
                    "naru:deployments:{app}:lease",
                    "9 another/edge",
                    SetParams.setParams().px(2000));
            jedis.hset(
                    state,
                    Map.of("fence", "9", "version", "another/edge#1", "text", text.replace("by admin", "by ANOTHER")));
        }
        AdminClient.Answer late = a.post("/app/rollback", "");
        assertTrue(late.status() == 409, late::body);
        EdgeUnderTest.await("it leads again", a::leads);
        assertEquals("held", a.state());
        assertTrue(a.view().toString().contains("by ANOTHER"), "with what the other one kept");
        assertEquals(200, a.post("/app/rollback", "").status());
        assertEquals(0, a.weight());
    }

    @Test
    void anEdgeThatStartsWithoutRedisServesWithTheWeightsItKnew() throws Exception {
        SeveralEdges.One a = start("a").loaded();
        SeveralEdges.One b = start("b");
        a.post("", "{\"to\":\"prod2\"}");
        b.await("done");
        b.close();
        redis.stop();
        SeveralEdges.One again = start("b");
        assertEquals(100, again.weight());
        assertEquals("held", again.state());
        redis.start();
        EdgeUnderTest.await("it knows again", () -> again.state().equals("done"));
    }
}
