package dev.naru.origin.files;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.naru.origin.TestEnvironment;
import dev.naru.origin.Tickets;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The whole service with its blobs in S3. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
@WithTestResource(S3Environment.class)
class S3FilesTest {

    @Inject
    BlobStore store;

    @Inject
    BlobConfig blobs;

    @Inject
    FileWorker worker;

    @Test
    void storesServesAndShrinks() throws IOException {
        assertInstanceOf(S3BlobStore.class, ClientProxy.unwrap(store));
        String id = UUID.randomUUID().toString();
        byte[] png = Images.padded(Images.png(800, 600), 3_000_000);
        given().header("Authorization", "Bearer " + Tickets.of("hana", "files"))
                .contentType("image/png")
                .body(png)
                .put("/files/{id}?product=MUG-1", id)
                .then()
                .statusCode(201);
        assertArrayEquals(
                png,
                given().get("/files/{id}", id)
                        .then()
                        .statusCode(200)
                        .header("Content-Length", String.valueOf(png.length))
                        .extract()
                        .asByteArray());
        byte[] part = given().header("Range", "bytes=1000000-2000000")
                .get("/files/{id}", id)
                .then()
                .statusCode(206)
                .header("Content-Length", "1000001")
                .extract()
                .asByteArray();
        assertArrayEquals(Arrays.copyOfRange(png, 1_000_000, 2_000_001), part);
        while (worker.workOnce()) {
            // until the thumbnail is there
        }
        given().get("/files/{id}/thumbnail", id).then().statusCode(200).contentType("image/jpeg");
        try (var staged = Files.list(blobs.dir().resolve("staging"))) {
            assertEquals(0, staged.count());
        }
    }
}
