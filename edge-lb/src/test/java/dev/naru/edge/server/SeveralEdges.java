package dev.naru.edge.server;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Edges that share the deployments of one upstream, with two back ends that answer 1 and 2. */
final class SeveralEdges implements AutoCloseable {
    private final Path folder;
    final RecordingBackEnd prod1 = RecordingBackEnd.answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1");
    final RecordingBackEnd prod2 = RecordingBackEnd.answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2");
    private final List<One> all = new ArrayList<>();

    SeveralEdges(Path folder) throws IOException {
        this.folder = folder;
    }

    /** One of them. */
    static final class One implements AutoCloseable {
        final EdgeUnderTest edge;
        private final AdminClient admin;
        private final AtomicBoolean stop = new AtomicBoolean();
        private final List<Throwable> failures = new ArrayList<>();
        private Thread load = Thread.ofVirtual().unstarted(() -> {});

        private One(EdgeUnderTest edge) {
            this.edge = edge;
            this.admin = new AdminClient(edge);
        }

        /** Requests on kept connections until it is closed. */
        One loaded() {
            load = Thread.ofVirtual().start(() -> {
                while (!stop.get()) {
                    try (RawClient client = edge.connect()) {
                        for (int i = 0; !stop.get() && i < 500; i++) {
                            client.get("/").answer();
                            Thread.sleep(4);
                        }
                    } catch (IOException | InterruptedException | AssertionError e) {
                        failures.add(e);
                        return;
                    }
                }
            });
            return this;
        }

        AdminClient.Answer post(String path, String body) throws IOException, InterruptedException {
            return admin.call("POST", "/api/deployments" + path, body);
        }

        AdminClient.Answer report(String id) throws IOException, InterruptedException {
            return admin.get("/api/deployments/" + id + "/report");
        }

        JsonObject view() {
            try {
                return admin.get("/api/deployments/app").json();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        String state() {
            return view().get("state").getAsString();
        }

        boolean leads() {
            return view().get("leads").getAsBoolean();
        }

        /** Of prod2. */
        int weight() {
            return view().getAsJsonObject("weights").get("prod2").getAsInt();
        }

        One await(String state) throws InterruptedException {
            try {
                EdgeUnderTest.await(state, () -> state().equals(state));
            } catch (AssertionError e) {
                throw new AssertionError(view().toString(), e);
            }
            return this;
        }

        @Override
        public void close() {
            stop.set(true);
            try {
                load.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            admin.close();
            edge.close();
            if (!failures.isEmpty()) {
                throw new AssertionError(failures.getFirst());
            }
        }
    }

    /** A configuration file in a folder of its own. */
    Path file(String name, String listener, String admin, Path deployments, String more) throws IOException {
        Path its = Files.createDirectories(folder.resolve(name));
        Files.writeString(its.resolve("admin.token"), AdminClient.TOKEN + "\n");
        Files.createDirectories(deployments);
        return Files.writeString(its.resolve("edge.yaml"), """
            listeners: [ { name: http, address: "%s" } ]
            admin: { address: "%s", tokenFile: admin.token }
            runtime: { eventLoops: 1, drainTimeoutMs: 1000 }
            accessLog: { file: access.log }
            upstreams:
              - name: app
                groups:
                  - { name: prod1, weight: 100, servers: [ { name: a, address: "127.0.0.1:%d" } ] }
                  - { name: prod2, weight: 0, servers: [ { name: b, address: "127.0.0.1:%d" } ] }
            sites: [ { name: main, hosts: [ a.test ], routes: [ { name: all, path: /, proxy: { upstream: app } } ] } ]
            deployments:
              - { upstream: app, folder: "%s", steps: [ 20, 50, 100 ], bakeMs: 1000, minRequests: 20, maxStepMs: 60000, sharePoints: 20%s }
            """.formatted(
                        listener, admin, prod1.port(), prod2.port(), deployments, more.isEmpty() ? "" : ", " + more));
    }

    /** Starts one in this process. */
    One start(String name, Path deployments, String more) throws Exception {
        One one = new One(EdgeUnderTest.of(file(name, "127.0.0.1:0", "127.0.0.1:0", deployments, more)));
        all.add(one);
        return one;
    }

    @Override
    public void close() throws IOException {
        all.forEach(One::close);
        prod1.close();
        prod2.close();
    }
}
