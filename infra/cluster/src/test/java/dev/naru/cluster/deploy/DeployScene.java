package dev.naru.cluster.deploy;

import dev.naru.cluster.deploy.Replica.Release;
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

/** An edge process in front of two groups of two replicas each, and users who keep coming. */
final class DeployScene implements AutoCloseable {
    static final String TOKEN = "proof-token";

    final Map<String, AtomicInteger> posts = Replica.posts();
    final List<Replica> prod1 = new ArrayList<>();
    final List<Replica> prod2 = new ArrayList<>();
    final EdgeProcess edge;
    final Shoppers shoppers;
    final URI admin;

    /** Returns when every user was served once. */
    static DeployScene start(Path folder, String steps, int bakeMs, int users) throws Exception {
        DeployScene scene = new DeployScene(folder, steps, bakeMs, users);
        try {
            EdgeProcess.await(
                    "every user was served", Duration.ofSeconds(30), () -> scene.shoppers.served.size() == users);
            return scene;
        } catch (AssertionError | Exception e) {
            scene.close();
            throw e;
        }
    }

    private DeployScene(Path folder, String steps, int bakeMs, int users) throws Exception {
        for (int i = 0; i < 2; i++) {
            prod1.add(new Replica("prod1", Release.good("v1"), posts));
            prod2.add(new Replica("prod2", Release.good("v0"), posts));
        }
        int http = free();
        int adminPort = free();
        admin = URI.create("http://127.0.0.1:" + adminPort + "/");
        Files.createDirectories(folder.resolve("deployments"));
        Files.writeString(folder.resolve("admin.token"), TOKEN + "\n");
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
                        http, adminPort, servers(prod1), servers(prod2), steps, bakeMs));
        edge = new EdgeProcess(config, folder.resolve("edge.log"), adminPort, TOKEN);
        try {
            edge.start();
        } catch (IOException | AssertionError e) {
            edge.close();
            throw e;
        }
        shoppers = new Shoppers(URI.create("http://127.0.0.1:" + http), users, 500);
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

    /** As an operator does it: empty the idle group, put the release there, go on. */
    String deploy(String to, Release release, Duration patience) throws Exception {
        String id = edge.command("/api/deployments", "{\"to\":\"" + to + "\",\"awaitRelease\":true}")
                .getString("deployment.id");
        edge.awaitState(List.of("held"), patience);
        release(to, release);
        edge.command("/api/deployments/" + id + "/resume", "");
        return id;
    }

    /** Puts a release on all replicas of a group. */
    void release(String group, Release release) throws IOException {
        for (Replica replica : group.equals("prod1") ? prod1 : prod2) {
            replica.deploy(release);
        }
    }

    @Override
    public void close() throws IOException {
        shoppers.close();
        edge.close();
        prod1.forEach(Replica::close);
        prod2.forEach(Replica::close);
    }
}
