package dev.naru.cluster.endtoend;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Uploads by the clients that people use, through the edge. */
@ExtendWith(OneCluster.class)
final class FilesIT {
    private static final String SKU = "ferry-ticket";

    private final RunningCluster cluster;

    @TempDir
    private Path folder;

    FilesIT(RunningCluster cluster) {
        this.cluster = cluster;
    }

    /** The client was written by others; it knows nothing of replicas, and finishes at the standby. */
    @Test
    void tusJsClientGoesOnAtTheStandbyWhenTheOriginIsKilled() throws Exception {
        byte[] picture = Picture.png(1400, 1400);
        Path file = Files.write(folder.resolve("photo.png"), picture);
        AtomicBoolean killed = new AtomicBoolean();
        try {
            String path = TusClient.upload(cluster, Tickets.of(cluster, "tus", "files"), file, SKU, sent -> {
                if (sent > picture.length / 3 && killed.compareAndSet(false, true)) {
                    cluster.kill("origin-a");
                }
            });
            assertTrue(killed.get());
            byte[] read = Http.api(cluster)
                    .get(path)
                    .then()
                    .statusCode(200)
                    .header("X-Naru-Replica", equalTo("origin-b"))
                    .extract()
                    .asByteArray();
            assertArrayEquals(picture, read);
        } finally {
            cluster.start("origin-a");
        }
    }

    @Test
    void curlSendsAFormAndGetsARange() throws Exception {
        Path file = Files.write(folder.resolve("사진.png"), Picture.png(300, 200));
        String id = UUID.randomUUID().toString();
        String answer = curl(
                "-F",
                "product=" + SKU,
                "-F",
                "id=" + id,
                "-F",
                "file=@" + file + ";type=image/png",
                url("http", "/files"));
        assertTrue(answer.contains("\"status\":\"READY\""), answer);
        Path part = folder.resolve("part");
        curl("-r", "100-199", "-o", part.toString(), url("http", "/files/" + id));
        assertArrayEquals(Arrays.copyOfRange(Files.readAllBytes(file), 100, 200), Files.readAllBytes(part));
    }

    @Test
    void curlUploadsAndDownloadsThroughTls() throws Exception {
        Path file = Files.write(folder.resolve("large.png"), Picture.png(1700, 1700));
        String path = "/files/" + UUID.randomUUID();
        String answer =
                curl("-T", file.toString(), "-H", "Content-Type: image/png", url("https", path + "?product=" + SKU));
        assertTrue(answer.contains("\"bytes\":" + Files.size(file)), answer);
        Path back = folder.resolve("back.png");
        curl("-o", back.toString(), url("https", path));
        assertEquals(-1, Files.mismatch(file, back));
    }

    @Test
    void aFileIsNotReadWithAForgedLinkNorUnderAnotherName() {
        String id = UUID.randomUUID().toString();
        Http.api(cluster)
                .header("Authorization", "Bearer " + Tickets.of(cluster, "secretive", "files"))
                .contentType("image/png")
                .body(Picture.png(9, 9))
                .put("/files/" + id + "?visibility=private&product=" + SKU)
                .then()
                .statusCode(201);
        for (String path : List.of("", "/thumbnail", "?expires=99999999999&signature=" + "0".repeat(64))) {
            int status = Http.api(cluster).get("/files/" + id + path).statusCode();
            assertTrue(status == 404 || status == 403, path + ": " + status);
        }
        for (String path :
                List.of("/files/../files/" + id, "/files/%2e%2e/" + id, "/files/" + id + "/../../q/metrics")) {
            assertTrue(Http.api(cluster).get(path).statusCode() >= 400, path);
        }
        Http.api(cluster).get("/files/" + id).then().body("type", containsString("not-found"));
    }

    private String url(String scheme, String path) {
        int port = scheme.equals("https")
                ? cluster.urls().httpsPort()
                : cluster.urls().httpPort();
        return scheme + "://api.shop.localhost:" + port + path;
    }

    private String curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "curl",
                "-sS",
                "--fail-with-body",
                "-m",
                "60",
                "--cacert",
                cluster.caCertificate().toString(),
                "-H",
                "Authorization: Bearer " + Tickets.of(cluster, "curl", "files")));
        for (int port : List.of(cluster.urls().httpPort(), cluster.urls().httpsPort())) {
            command.addAll(List.of("--resolve", "api.shop.localhost:" + port + ":127.0.0.1"));
        }
        command.addAll(List.of(arguments));
        Process curl = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, curl.waitFor(), output);
        return output;
    }
}
