package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The admin API through its own listener, and what it does to requests that come by the other one. */
class AdminApiTest {
    @TempDir
    Path folder;

    private RecordingBackEnd a;
    private RecordingBackEnd b;
    private EdgeUnderTest edge;
    private AdminClient admin;

    @BeforeEach
    void start() throws Exception {
        a = RecordingBackEnd.answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na");
        b = RecordingBackEnd.answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb");
        Files.writeString(folder.resolve("admin.token"), AdminClient.TOKEN + "\n");
        Files.writeString(folder.resolve("affinity.key"), "5a".repeat(32) + "\n");
        Path file = Files.writeString(folder.resolve("edge.yaml"), """
                listeners: [ { name: http, address: "127.0.0.1:0" } ]
                admin: { address: "127.0.0.1:0", tokenFile: admin.token }
                runtime: { eventLoops: 2, drainTimeoutMs: 1000 }
                accessLog: { file: access.log }
                upstreams:
                  - name: app
                    groups:
                      - { name: prod1, weight: 1, servers: [ { name: a, address: "127.0.0.1:%d" } ] }
                      - { name: prod2, weight: 1, servers: [ { name: b, address: "127.0.0.1:%d" } ] }
                sites:
                  - name: main
                    hosts: [ a.test ]
                    routes:
                      - { name: all, path: /, proxy: { upstream: app } }
                      - { name: sticky, path: /sticky/, proxy: { upstream: app }, affinity: { to: server, keyFile: affinity.key } }
                """.formatted(a.port(), b.port()));
        edge = EdgeUnderTest.of(file);
        admin = new AdminClient(edge);
    }

    @AfterEach
    void stop() throws IOException {
        admin.close();
        edge.close();
        a.close();
        b.close();
    }

    /** Who answered so many requests, over one connection. */
    private Map<String, Integer> ask(int requests) throws IOException {
        Map<String, Integer> answers = new TreeMap<>();
        try (RawClient client = edge.connect()) {
            for (int i = 0; i < requests; i++) {
                answers.merge(client.get("/").answer().text(), 1, Integer::sum);
            }
        }
        return answers;
    }

    // ---- who may call

    @Test
    void healthAndMetricsAreForEverybody() throws Exception {
        assertEquals(200, admin.call("GET", "/health", "", new String[0]).status());
        assertEquals(200, admin.call("GET", "/metrics", "", new String[0]).status());
        assertEquals(200, admin.call("HEAD", "/metrics", "", new String[0]).status());
    }

    @Test
    void allElseWantsTheToken() throws Exception {
        for (String path : new String[] {"/api/state", "/api/reload", "/api/nothing", "/"}) {
            AdminClient.Answer none = admin.call("POST", path, "", new String[0]);
            assertEquals(401, none.status(), path);
            assertEquals("application/problem+json", none.type());
            assertEquals(
                    "Bearer",
                    none.raw().headers().firstValue("WWW-Authenticate").orElse(""));
            assertEquals(
                    401,
                    admin.call("POST", path, "", "Authorization", "Bearer wrong")
                            .status());
            assertEquals(
                    401,
                    admin.call("POST", path, "", "Authorization", "Basic " + AdminClient.TOKEN)
                            .status());
        }
        assertEquals(
                0,
                admin.get("/api/state")
                        .json()
                        .getAsJsonObject("edge")
                        .get("reloads")
                        .getAsInt());
    }

    @Test
    void aSessionNeedsTheTokenOnceAndAHeaderToChangeAnything() throws Exception {
        assertEquals(
                401,
                admin.call("POST", "/api/session", "{\"token\":\"wrong\"}", new String[0])
                        .status());
        AdminClient.Answer opened =
                admin.call("POST", "/api/session", "{\"token\":\"" + AdminClient.TOKEN + "\"}", new String[0]);
        assertEquals(204, opened.status());
        String set = opened.raw().headers().firstValue("Set-Cookie").orElse("");
        assertTrue(set.contains("HttpOnly") && set.contains("SameSite=Strict"), set);
        String cookie = set.substring(0, set.indexOf(';'));
        assertEquals(200, admin.call("GET", "/api/state", "", "Cookie", cookie).status());
        assertEquals(
                401, admin.call("POST", "/api/reload", "", "Cookie", cookie).status(), "a form of another site");
        assertEquals(
                200,
                admin.call("POST", "/api/reload", "", "Cookie", cookie, "X-Naru-Console", "1")
                        .status());
        assertEquals(
                401, admin.call("GET", "/api/state", "", "Cookie", cookie + "x").status());
        assertEquals(
                204,
                admin.call("DELETE", "/api/session", "", "Cookie", cookie, "X-Naru-Console", "1")
                        .status());
        assertEquals(401, admin.call("GET", "/api/state", "", "Cookie", cookie).status());
    }

    // ---- what is refused

    @Test
    void refusesWhatItDoesNotUnderstandAndSaysWhy() throws Exception {
        String group = "/api/upstreams/app/groups/prod1";
        refused(404, "no upstream", admin.call("PATCH", "/api/upstreams/other/groups/prod1", "{\"weight\":1}"));
        refused(404, "no group", admin.call("PATCH", "/api/upstreams/app/groups/other", "{\"weight\":1}"));
        refused(404, "no server", admin.call("PATCH", "/api/upstreams/app/servers/other", "{\"weight\":1}"));
        refused(404, "nothing here", admin.get("/api/nothing"));
        refused(405, "PATCH", admin.get(group));
        refused(400, "no JSON", admin.call("PATCH", group, "weight=1"));
        refused(400, "no JSON", admin.call("PATCH", group, "[1]"));
        refused(400, "no JSON", admin.call("PATCH", group, "{\"weight\":1} {}"));
        refused(400, "no JSON", admin.call("PATCH", group, "{\"a\":".repeat(1000)));
        refused(422, "wait", admin.call("PATCH", group, "{\"wait\":1}"));
        refused(422, "whole number", admin.call("PATCH", group, "{\"weight\":1.5}"));
        refused(422, "whole number", admin.call("PATCH", group, "{\"weight\":\"many\"}"));
        refused(422, "0 to 1000000", admin.call("PATCH", group, "{\"weight\":-1}"));
        refused(422, "0 to 1000000", admin.call("PATCH", group, "{\"weight\":1000001}"));
        refused(422, "0 to 1000,", admin.call("PATCH", "/api/upstreams/app/servers/a", "{\"weight\":1001}"));
        refused(422, "maintenance", admin.call("PATCH", group, "{\"mode\":\"off\"}"));
        refused(422, "weight, mode", admin.call("PATCH", group, "{}"));
        refused(413, "65536", admin.call("PATCH", group, "{\"mode\":\"" + "x".repeat(100_000) + "\"}"));
        assertEquals(Map.of("a", 2, "b", 2), ask(4), "nothing of it changed anything");
    }

    private static void refused(int status, String part, AdminClient.Answer answer) {
        assertEquals(status, answer.status(), answer.body());
        assertEquals("application/problem+json", answer.type());
        assertTrue(answer.detail().contains(part), answer.detail());
    }

    @Test
    void refusesToLeaveNobodyToTakeRequests() throws Exception {
        refused(409, "without a group", admin.call("POST", "/api/upstreams/app/weights", "{\"prod1\":0,\"prod2\":0}"));
        assertEquals(
                200,
                admin.call("PATCH", "/api/upstreams/app/groups/prod1", "{\"mode\":\"drain\"}")
                        .status());
        refused(409, "without a group", admin.call("PATCH", "/api/upstreams/app/groups/prod2", "{\"mode\":\"drain\"}"));
        refused(409, "without a group", admin.call("PATCH", "/api/upstreams/app/groups/prod2", "{\"weight\":0}"));
        refused(
                409,
                "without a group",
                admin.call("PATCH", "/api/upstreams/app/servers/b", "{\"mode\":\"maintenance\"}"));
        assertEquals(Map.of("b", 4), ask(4));
    }

    // ---- weights and modes

    @Test
    void movesWeightsInOneStepAndBack() throws Exception {
        AdminClient.Answer moved = admin.call("POST", "/api/upstreams/app/weights", "{\"prod1\":3,\"prod2\":1}");
        assertEquals(200, moved.status(), moved.body());
        assertEquals(3, admin.group("prod1").get("weight").getAsInt());
        assertEquals(1, admin.group("prod1").get("configuredWeight").getAsInt());
        assertEquals(Map.of("a", 6, "b", 2), ask(8));
        assertEquals(
                200,
                admin.call("PATCH", "/api/upstreams/app/groups/prod1", "{\"weight\":0}")
                        .status());
        assertEquals(Map.of("b", 4), ask(4));
        assertEquals(
                200,
                admin.call("DELETE", "/api/upstreams/app/groups/prod1/override", "")
                        .status());
        assertEquals(Map.of("a", 2, "b", 2), ask(4));
    }

    @Test
    void aDrainedServerKeepsItsUsersUntilMaintenanceAndIsDrainedWhenNothingIsOpen() throws Exception {
        try (RawClient client = edge.connect()) {
            RawClient.Answer first = client.get("/sticky/").answer();
            String server = first.text();
            String cookie = first.only("Set-Cookie");
            String request = "GET /sticky/ HTTP/1.1\r\nHost: a.test\r\nCookie: "
                    + cookie.substring(0, cookie.indexOf(';')) + "\r\n\r\n";
            String path = "/api/upstreams/app/servers/" + server;
            String group = server.equals("a") ? "prod1" : "prod2";
            String other = server.equals("a") ? "b" : "a";
            assertEquals(200, admin.call("PATCH", path, "{\"mode\":\"drain\"}").status());
            assertEquals(Map.of(other, 6), ask(6));
            assertEquals(server, client.send(request).answer().text(), "affinity is honoured");
            EdgeUnderTest.await("drained", () -> drained(group));
            assertEquals(
                    200, admin.call("PATCH", path, "{\"mode\":\"maintenance\"}").status());
            assertEquals(other, client.send(request).answer().text());
            assertEquals("maintenance", admin.server(group).get("mode").getAsString());
            assertEquals(200, admin.call("PATCH", path, "{\"mode\":\"ready\"}").status());
            assertFalse(drained(group));
            assertEquals(Map.of("a", 3, "b", 3), ask(6));
        }
    }

    private boolean drained(String group) {
        try {
            return admin.server(group).get("drained").getAsBoolean();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsInFlightAtADrainedGroupFinishes() throws Exception {
        try (HoldingBackEnd slow = new HoldingBackEnd(a);
                RawClient client = edge.connect()) {
            assertEquals(
                    200,
                    admin.call("PATCH", "/api/upstreams/app/groups/prod2", "{\"weight\":0}")
                            .status());
            client.get("/");
            EdgeUnderTest.await("arrived", () -> slow.arrived.get() == 1);
            assertEquals(
                    200,
                    admin.call("POST", "/api/upstreams/app/weights", "{\"prod1\":0,\"prod2\":1}")
                            .status());
            assertFalse(admin.group("prod1").get("drained").getAsBoolean());
            assertEquals(1, admin.server("prod1").get("inFlight").getAsInt());
            slow.answer(1);
            assertEquals("ok", client.answer().text());
            EdgeUnderTest.await("drained", () -> drained("prod1"));
            assertEquals(0, admin.server("prod1").get("idle").getAsInt());
        }
    }

    // ---- state, listeners, reload

    @Test
    void tellsTheStateOfEverything() throws Exception {
        ask(4);
        var state = admin.get("/api/state").json();
        assertEquals("serving", state.getAsJsonObject("edge").get("state").getAsString());
        assertEquals(
                12,
                state.getAsJsonObject("edge").get("configHash").getAsString().length());
        assertEquals(
                "http",
                state.getAsJsonArray("listeners")
                        .get(0)
                        .getAsJsonObject()
                        .get("name")
                        .getAsString());
        assertEquals(4, state.getAsJsonObject("account").get("accepted").getAsInt());
        assertEquals(2, admin.server("prod1").get("requests").getAsInt());
        assertTrue(admin.server("prod1").get("up").getAsBoolean());
    }

    @Test
    void aDrainedListenerTellsItsClientsAndComesBack() throws Exception {
        try (RawClient client = edge.connect()) {
            assertFalse(client.get("/").answer().closes());
            assertEquals(
                    200, admin.call("POST", "/api/listeners/http/drain", "").status());
            assertTrue(client.get("/").answer().closes(), "keep-alive is told");
            assertTrue(client.ends());
        }
        org.junit.jupiter.api.Assertions.assertThrows(
                IOException.class, () -> edge.connect().close());
        refused(404, "no listener", admin.call("POST", "/api/listeners/other/drain", ""));
        assertEquals(200, admin.call("POST", "/api/listeners/http/resume", "").status());
        assertEquals(Map.of("a", 2, "b", 2), ask(4));
    }

    @Test
    void reloadsTheFileOrSaysWhatIsWrongWithIt() throws Exception {
        Path file = folder.resolve("edge.yaml");
        String good = Files.readString(file);
        Files.writeString(file, good.replace("weight: 1,", "weight: one,"));
        AdminClient.Answer refused = admin.call("POST", "/api/reload", "");
        assertEquals(422, refused.status());
        assertEquals(2, refused.json().getAsJsonArray("errors").size(), refused.body());
        assertEquals(Map.of("a", 2, "b", 2), ask(4));
        Files.writeString(file, good.replace("name: prod1, weight: 1", "name: prod1, weight: 3"));
        AdminClient.Answer taken = admin.call("POST", "/api/reload", "");
        assertEquals(200, taken.status(), taken.body());
        assertEquals(Map.of("a", 6, "b", 2), ask(8));
        var info = admin.get("/api/state").json().getAsJsonObject("edge");
        assertEquals(1, info.get("reloads").getAsInt());
        assertTrue(info.get("lastReloadError") == null
                || info.get("lastReloadError").isJsonNull());
    }
}
