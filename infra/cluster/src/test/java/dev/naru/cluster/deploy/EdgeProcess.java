package dev.naru.cluster.deploy;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The edge as a process of its own, started by its own launcher, killed as {@code kill -9} does, and asked by its admin API. */
final class EdgeProcess implements AutoCloseable {
    private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path config;
    private final Path log;
    private final int admin;
    private final String token;
    private Process process;

    EdgeProcess(Path config, Path log, int admin, String token) {
        this.config = config;
        this.log = log;
        this.admin = admin;
        this.token = token;
    }

    void start() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        REPOSITORY.resolve("edge-lb/bin/edge-lb").toString(), "run", "--config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        process = builder.start();
        await("the edge is ready", Duration.ofSeconds(60), () -> {
            if (!process.isAlive()) {
                throw new AssertionError("the edge ended: " + Files.readString(log));
            }
            return get("/health").statusCode() == 200;
        });
    }

    void killNine() throws InterruptedException {
        // The launcher replaces itself by the JVM, so this is the edge.
        process.destroyForcibly();
        process.waitFor();
    }

    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    static void await(String what, Duration atMost, Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never came: " + what);
            }
            Thread.sleep(100);
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return call("GET", path, "");
    }

    HttpResponse<String> call(String method, String path, String body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + path))
                        .timeout(Duration.ofSeconds(10))
                        .header("Authorization", "Bearer " + token)
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    /** @param wish a JSON object, or nothing */
    JsonPath command(String path, String wish) throws IOException, InterruptedException {
        HttpResponse<String> answer = call("POST", path, wish);
        if (answer.statusCode() >= 300) {
            throw new AssertionError(path + ": " + answer.body());
        }
        return JsonPath.from(answer.body());
    }

    /** The deployments of the only upstream. */
    JsonPath status() throws IOException, InterruptedException {
        return JsonPath.from(get("/api/deployments").body()).setRootPath("upstreams[0]");
    }

    void awaitState(List<String> states, Duration atMost) throws IOException, InterruptedException {
        try {
            await("one of " + states, atMost, () -> states.contains(status().getString("state")));
        } catch (AssertionError e) {
            throw new AssertionError(get("/api/deployments").body() + Files.readString(log), e);
        }
    }

    /** The report that was kept on disk, once it is there. */
    JsonPath report(String id) throws IOException, InterruptedException {
        await(
                "the report of " + id,
                Duration.ofSeconds(40),
                () -> get("/api/deployments/" + id + "/report").statusCode() == 200);
        return JsonPath.from(get("/api/deployments/" + id + "/report").body());
    }

    @Override
    public void close() {
        client.shutdownNow();
        if (process != null) {
            process.destroy();
            try {
                if (!process.waitFor(15, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
