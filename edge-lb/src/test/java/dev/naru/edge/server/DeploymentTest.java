package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.naru.edge.balance.Buckets;
import dev.naru.edge.upstream.ControlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deployments of a running edge, over real connections: whose users move, what a weight of 0 does, and whole deployments by the API. */
class DeploymentTest {
    private static final int USERS = 600;

    @TempDir
    Path folder;

    private RecordingBackEnd prod1;
    private RecordingBackEnd prod2;
    private EdgeUnderTest edge;
    private AdminClient admin;
    private Path file;

    @BeforeEach
    void start() throws Exception {
        prod1 = RecordingBackEnd.answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1");
        prod2 = RecordingBackEnd.answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2");
        start(prod2.port());
    }

    private void start(int newPort) throws Exception {
        Files.writeString(folder.resolve("admin.token"), AdminClient.TOKEN + "\n");
        Files.writeString(folder.resolve("affinity.key"), "5a".repeat(32) + "\n");
        Files.createDirectories(folder.resolve("deployments"));
        file = Files.writeString(folder.resolve("edge.yaml"), """
            listeners: [ { name: http, address: "127.0.0.1:0" } ]
            admin: { address: "127.0.0.1:0", tokenFile: admin.token }
            runtime: { eventLoops: 2, drainTimeoutMs: 1000 }
            accessLog: { file: access.log }
            upstreams:
              - name: app
                groups:
                  - { name: prod1, weight: 100, servers: [ { name: a, address: "127.0.0.1:%d" } ] }
                  - { name: prod2, weight: 0, servers: [ { name: b, address: "127.0.0.1:%d" } ] }
            sites:
              - name: main
                hosts: [ a.test ]
                routes:
                  - { name: all, path: /, proxy: { upstream: app } }
                  - { name: users, path: /users/, proxy: { upstream: app }, affinity: { by: header, name: x-user } }
            deployments:
              - { upstream: app, folder: deployments, steps: [ 50, 100 ], bakeMs: 1000, minRequests: 20, maxStepMs: 20000, sharePoints: 10 }
            """.formatted(prod1.port(), newPort));
        edge = EdgeUnderTest.of(file);
        admin = new AdminClient(edge);
    }

    @AfterEach
    void stop() throws IOException {
        admin.close();
        edge.close();
        prod1.close();
        prod2.close();
    }

    private void weights(int first, int second) throws ControlException {
        edge.server().traffic().weights("app", Map.of("prod1", first, "prod2", second), "a test");
    }

    /** The users whom prod2 answers. */
    private Set<Integer> moved() throws IOException {
        Set<Integer> moved = new HashSet<>();
        try (RawClient client = edge.connect()) {
            for (int user = 0; user < USERS; user++) {
                String answer = client.send("GET /users/ HTTP/1.1\r\nHost: a.test\r\nX-User: user-" + user + "\r\n\r\n")
                        .answer()
                        .text();
                if (answer.equals("2")) {
                    moved.add(user);
                }
            }
        }
        return moved;
    }

    @Test
    void theShareOfUsersIsTheWeightTheMovedStayAndARollBackReversesExactly() throws Exception {
        List<Set<Integer>> steps = new ArrayList<>();
        for (int share : new int[] {0, 10, 25, 50, 75, 100}) {
            weights(100 - share, share);
            Set<Integer> moved = moved();
            double deviation = Math.sqrt(USERS * share / 100.0 * (1 - share / 100.0));
            assertEquals(USERS * share / 100.0, moved.size(), 4 * deviation + 1e-9, share + " %");
            if (!steps.isEmpty()) {
                assertTrue(moved.containsAll(steps.getLast()), "whoever moved stays, at " + share + " %");
            }
            assertEquals(moved, moved(), "and stays at the next request");
            steps.add(moved);
        }
        weights(75, 25);
        assertEquals(steps.get(2), moved(), "back to 25 %: exactly these");
        weights(100, 0);
        assertEquals(Set.of(), moved());
        assertEquals(2500, new Buckets(75, 25).size(1), "of ten thousand");
    }

    @Test
    void weight0BlocksNewRequestsOnlyAndDrainedSaysWhenTheServersMayStop() throws Exception {
        try (HoldingBackEnd slow = new HoldingBackEnd()) {
            admin.close();
            edge.close();
            start(slow.port());
            weights(0, 100);
            try (RawClient client = edge.connect();
                    RawClient other = edge.connect()) {
                client.get("/slow");
                EdgeUnderTest.await("the request is there", () -> slow.arrived.get() == 1);
                weights(100, 0);
                assertEquals("1", other.get("/").answer().text(), "new ones go elsewhere");
                assertEquals(false, admin.group("prod2").get("drained").getAsBoolean());
                slow.answer(1);
                assertEquals(200, client.answer().status(), "what was in flight ends well");
                EdgeUnderTest.await("drained", () -> drained("prod2"));
            }
        }
    }

    private boolean drained(String group) {
        try {
            return admin.group(group).get("drained").getAsBoolean();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // ---- by the API

    private JsonObject status() throws IOException, InterruptedException {
        return admin.get("/api/deployments")
                .json()
                .getAsJsonArray("upstreams")
                .get(0)
                .getAsJsonObject();
    }

    private String state() {
        try {
            return status().get("state").getAsString();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends requests on one connection until told to stop; whatever is no answer fails the test. */
    private final class Load {
        private final AtomicBoolean stop = new AtomicBoolean();
        private final List<Throwable> failures = new ArrayList<>();
        private final Thread thread = Thread.ofVirtual().start(() -> {
            try (RawClient client = edge.connect()) {
                for (int i = 0; !stop.get() && i < 990; i++) {
                    RawClient.Answer answer = i % 5 == 0
                            ? client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\nhi")
                                    .answer()
                            : client.get("/").answer();
                    if (answer.status() >= 600) {
                        throw new AssertionError("status " + answer.status());
                    }
                    Thread.sleep(5);
                }
            } catch (IOException | InterruptedException | AssertionError e) {
                failures.add(e);
            }
        });

        void end() throws InterruptedException {
            stop.set(true);
            thread.join();
            assertEquals(List.of(), failures);
        }
    }

    private void await(String wanted) throws Exception {
        Load load = new Load();
        try {
            EdgeUnderTest.await(wanted, () -> state().equals(wanted));
        } catch (AssertionError e) {
            throw new AssertionError(status().toString(), e);
        } finally {
            load.end();
        }
    }

    @Test
    void aDeploymentRunsThroughUnderLoadAndItsReportSaysNothingWasLost() throws Exception {
        AdminClient.Answer started = admin.call("POST", "/api/deployments", "{\"to\":\"prod2\"}");
        assertEquals(201, started.status(), started.body());
        assertEquals(409, admin.call("POST", "/api/deployments", "{}").status(), "one at a time");
        await("done");
        String id = status().getAsJsonObject("deployment").get("id").getAsString();
        EdgeUnderTest.await("the report", () -> {
            try {
                return admin.get("/api/deployments/" + id + "/report").status() == 200;
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        JsonObject report = admin.get("/api/deployments/" + id + "/report").json();
        JsonObject account = report.getAsJsonObject("account");
        assertTrue(account.get("accepted").getAsLong() > 40, account::toString);
        assertEquals(0, account.get("lost").getAsLong());
        assertEquals(0, account.get("repeatedUnsafe").getAsLong());
        JsonArray steps = report.getAsJsonArray("steps");
        assertEquals(2, steps.size());
        assertEquals(50, steps.get(0).getAsJsonObject().get("observed").getAsDouble(), 15);
        AdminClient.Answer page = admin.get("/api/deployments/" + id + "/report.html");
        assertTrue(page.body().contains("</html>"));
        assertTrue(page.raw()
                .headers()
                .firstValue("Content-Security-Policy")
                .orElse("")
                .startsWith("default-src 'none'"));
        assertEquals("prod1", status().get("next").getAsString());
    }

    @Test
    void afterARestartTheWeightsHoldFromTheFirstRequestOn() throws Exception {
        admin.call("POST", "/api/deployments", "{\"to\":\"prod2\"}");
        await("done");
        admin.close();
        edge.close();
        edge = EdgeUnderTest.of(file);
        admin = new AdminClient(edge);
        try (RawClient client = edge.connect()) {
            assertEquals("2", client.get("/").answer().text());
        }
    }

    @Test
    void wrongWishesAreProblems() throws Exception {
        assertEquals(
                422,
                admin.call("POST", "/api/deployments", "{\"to\":\"prod9\"}").status());
        assertEquals(
                422,
                admin.call("POST", "/api/deployments", "{\"steps\":[50,20]}").status());
        assertEquals(
                422,
                admin.call("POST", "/api/deployments", "{\"than\":\"even\"}").status());
        assertEquals(
                404,
                admin.call("POST", "/api/deployments", "{\"upstream\":\"x\"}").status());
        assertEquals(404, admin.call("POST", "/api/deployments/x/hold", "").status());
        assertEquals(409, admin.call("POST", "/api/deployments/app/hold", "").status());
        assertEquals(404, admin.get("/api/deployments/app-2/report").status());
        assertEquals(
                401, admin.call("POST", "/api/deployments", "{}", new String[0]).status());
        AdminClient.Answer dry = admin.call("POST", "/api/deployments", "{\"dryRun\":true}");
        assertEquals(200, dry.status());
        assertEquals("prod2", dry.json().get("to").getAsString());
        assertEquals("idle", state());
    }
}
