package dev.naru.cluster.endtoend;

import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A blob store on a disk of 24 MiB (a tmpfs, so root is needed; {@code infra/cluster/prove-files} runs it). Written to until it is full: 507, what was
 * published stays whole, nothing half-done shows, and a resumable upload goes on where it stopped once there is space.
 */
final class DiskFullProof {
    private static final int PICTURE_BYTES = 3 * 1024 * 1024;
    private static final int FIRST_PART = 1024 * 1024;
    private static final int MOST = 20;

    @Test
    void aFullDiskRefusesAndRecovers() throws Exception {
        Path data = LocalCluster.temporaryFolder();
        // Elsewhere, and linked to: the cluster deletes its folder when it ends.
        Path blobs = LocalCluster.temporaryFolder();
        Files.createSymbolicLink(data.resolve("blobs"), blobs);
        run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", blobs.toString());
        try (LocalCluster cluster = new LocalCluster(data)) {
            byte[] resumed = Picture.ofBytes(PICTURE_BYTES, 77);
            UUID resumedId = UUID.randomUUID();
            String upload = create(cluster, resumedId, resumed.length)
                    .statusCode(201)
                    .extract()
                    .header("Location");
            patch(cluster, upload, resumed, 0, FIRST_PART).statusCode(204);
            List<UUID> stored = new ArrayList<>();
            List<byte[]> pictures = new ArrayList<>();
            int status = 201;
            for (int i = 0; i < MOST && status == 201; i++) {
                UUID id = UUID.randomUUID();
                byte[] picture = Picture.ofBytes(PICTURE_BYTES, i);
                status = put(cluster, id, picture).extract().statusCode();
                if (status == 201) {
                    stored.add(id);
                    pictures.add(picture);
                } else {
                    assertEquals(507, status);
                    Http.api(cluster).get("/files/" + id).then().statusCode(404);
                }
            }
            assertEquals(507, status, "the disk was never full");
            byte[] picture = Picture.ofBytes(PICTURE_BYTES, 99);
            create(cluster, UUID.randomUUID(), picture.length)
                    .statusCode(507)
                    .body("type", containsString("insufficient-storage"));
            patch(cluster, upload, resumed, FIRST_PART, resumed.length).statusCode(507);
            long kept = offset(cluster, upload);
            assertTrue(kept >= FIRST_PART && kept <= resumed.length, "offset " + kept);
            for (int i = 0; i < stored.size(); i++) {
                assertArrayEquals(
                        pictures.get(i),
                        Http.api(cluster)
                                .get("/files/" + stored.get(i))
                                .then()
                                .statusCode(200)
                                .extract()
                                .asByteArray());
            }
            try (Stream<Path> staged = Files.list(blobs.resolve("staging"))) {
                assertEquals(0, staged.count());
            }
            System.out.println(
                    "naru     | full after " + stored.size() + " files: 507, all of them whole, nothing staged");

            for (Path blob : blobsOf(blobs)) {
                Files.delete(blob); // an operator makes room
            }
            put(cluster, UUID.randomUUID(), picture).statusCode(201);
            patch(cluster, upload, resumed, (int) offset(cluster, upload), resumed.length)
                    .statusCode(204);
            assertArrayEquals(
                    resumed,
                    Http.api(cluster)
                            .get("/files/" + resumedId)
                            .then()
                            .statusCode(200)
                            .extract()
                            .asByteArray());
            System.out.println("naru     | with space again: 201; the resumable upload went on at " + kept + " of "
                    + resumed.length);
        } finally {
            run("umount", "-l", blobs.toString());
            Files.delete(blobs);
        }
    }

    private static List<Path> blobsOf(Path blobs) throws Exception {
        try (Stream<Path> all = Files.walk(blobs.resolve("cas"))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static ValidatableResponse put(LocalCluster cluster, UUID id, byte[] picture) {
        return Http.api(cluster)
                .header("Authorization", "Bearer " + ProofTickets.of(cluster, "filler"))
                .contentType("image/png")
                .body(picture)
                .put("/files/" + id + "?product=full")
                .then();
    }

    private static ValidatableResponse create(LocalCluster cluster, UUID id, int length) {
        String metadata =
                "filetype " + base64("image/png") + ",product " + base64("full") + ",id " + base64(id.toString());
        return Http.api(cluster)
                .header("Authorization", "Bearer " + ProofTickets.of(cluster, "filler"))
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Length", length)
                .header("Upload-Metadata", metadata)
                .post("/files/uploads")
                .then();
    }

    private static ValidatableResponse patch(LocalCluster cluster, String upload, byte[] whole, int from, int to) {
        return tus(cluster)
                .config(RestAssuredConfig.config()
                        // The type of tus has no charset, and the origin takes no other.
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .header("Upload-Offset", from)
                .contentType("application/offset+octet-stream")
                .body(Arrays.copyOfRange(whole, from, to))
                .patch(URI.create(upload).getPath())
                .then();
    }

    private static long offset(LocalCluster cluster, String upload) {
        return Long.parseLong(tus(cluster)
                .head(URI.create(upload).getPath())
                .then()
                .statusCode(200)
                .extract()
                .header("Upload-Offset"));
    }

    private static RequestSpecification tus(LocalCluster cluster) {
        return Http.api(cluster)
                .header("Authorization", "Bearer " + ProofTickets.of(cluster, "filler"))
                .header("Tus-Resumable", "1.0.0");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes());
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
    }
}
