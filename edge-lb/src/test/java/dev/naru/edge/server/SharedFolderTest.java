package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Two edges on one deployments folder: one leads, the other follows until it may lead. */
class SharedFolderTest {
    @TempDir
    Path folder;

    @Test
    void theSecondEdgeFollowsAndGoesOnWhenTheFirstEnds() throws Exception {
        try (SeveralEdges edges = new SeveralEdges(folder)) {
            Path shared = folder.resolve("deployments");
            SeveralEdges.One first = edges.start("first", shared, "").loaded();
            SeveralEdges.One second = edges.start("second", shared, "").loaded();
            assertTrue(first.leads());
            assertFalse(second.leads());

            assertEquals(201, first.post("", "{\"to\":\"prod2\"}").status());
            EdgeUnderTest.await("the weight of the first step", () -> second.weight() > 0);
            assertEquals(
                    "prod2",
                    second.view().getAsJsonObject("deployment").get("to").getAsString());
            AdminClient.Answer refused = second.post("/app/rollback", "");
            assertEquals(409, refused.status());
            assertTrue(
                    refused.detail()
                            .contains("process " + ProcessHandle.current().pid() + " leads"),
                    refused::detail);

            first.post("/app/hold", "");
            second.await("held");
            int held = second.weight();
            first.close();
            EdgeUnderTest.await("the lock is free", second::leads);
            assertEquals("held", second.state(), "what an operator held stays held");
            assertEquals(held, second.weight());
            assertEquals(200, second.post("/app/resume", "").status());
            second.await("done");
            assertEquals(100, second.weight());
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDeploymentGoesOnInTheProcessThatReplacesAnother() throws Exception {
        try (SeveralEdges edges = new SeveralEdges(folder);
                HttpClient http = HttpClient.newHttpClient()) {
            int port = freePort();
            String admin = "127.0.0.1:" + freePort();
            Path config = edges.file("edge", "127.0.0.1:" + port, admin, folder.resolve("deployments"), "");
            EdgeProcess running =
                    new EdgeProcess(config).awaitLine("leads the deployments").awaitLine("serving:");
            SteadyClients clients = new SteadyClients(port, 2, 1);
            try {
                http.send(
                        HttpRequest.newBuilder(URI.create("http://" + admin + "/api/deployments"))
                                .header("Authorization", "Bearer " + AdminClient.TOKEN)
                                .POST(BodyPublishers.ofString("{\"to\":\"prod2\"}"))
                                .build(),
                        BodyHandlers.ofString());
                running.awaitLine("step: step 1 of 3");
                try (EdgeProcess next = new EdgeProcess(config, "--replace", Long.toString(running.pid()))) {
                    next.awaitLine("follows process " + running.pid());
                    next.awaitLine("has its place");
                    next.awaitLine("this edge (process " + next.pid() + ") leads");
                    next.awaitLine("this edge leads now");
                    next.awaitLine("prod2 has everything");
                    clients.end();
                }
            } finally {
                clients.end();
                running.close();
            }
        }
    }
}
