package dev.naru.origin.files;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.origin.Rows;
import dev.naru.origin.TestEnvironment;
import dev.naru.origin.Tickets;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class ThumbnailsTest {

    /** A lossless WebP of 1 x 1 pixel. */
    private static final byte[] WEBP = Base64.getDecoder().decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");

    @Inject
    FileWorker worker;

    @Inject
    UploadedFiles files;

    @Inject
    BlobConfig blobs;

    @Inject
    Rows rows;

    private final String product = "P-" + UUID.randomUUID();

    @Test
    void makesASmallJpegOffTheRequest() throws IOException {
        String id = upload(Images.png(1600, 900), "image/png");
        thumbnail(id).statusCode(404).header("Retry-After", "1").body("type", containsString("thumbnail-pending"));
        given().get("/files?product={p}", product).then().body("files[0].thumbnailUrl", nullValue());
        workAll();
        byte[] jpeg = thumbnail(id)
                .statusCode(200)
                .contentType("image/jpeg")
                .header("Cache-Control", "public, max-age=31536000, immutable")
                .header("X-Content-Type-Options", "nosniff")
                .extract()
                .asByteArray();
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
        assertEquals(320, image.getWidth());
        assertEquals(180, image.getHeight());
        String tag = thumbnail(id).extract().header("ETag");
        given().header("If-None-Match", tag)
                .get("/files/{id}/thumbnail", id)
                .then()
                .statusCode(304);
        given().get("/files?product={p}", product)
                .then()
                .body("files[0].thumbnailUrl", endsWith("/files/" + id + "/thumbnail"));
    }

    @Test
    void readsEveryTypeThatMayBeUploaded() {
        for (String id : new String[] {
            upload(Images.jpeg(40, 30), "image/jpeg"),
            upload(Images.gif(40, 30), "image/gif"),
            upload(WEBP, "image/webp")
        }) {
            workAll();
            thumbnail(id).statusCode(200).contentType("image/jpeg");
        }
    }

    /** As phones store what they were held upright for: EXIF orientation 6, turn right. */
    @Test
    void turnsWhatAPhoneTookUpright() throws IOException {
        byte[] exif = {
            (byte) 0xFF,
            (byte) 0xE1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            6,
            0,
            0,
            0,
            0,
            0,
            0
        };
        byte[] jpeg = Images.jpeg(600, 400);
        byte[] turned = new byte[jpeg.length + exif.length];
        System.arraycopy(jpeg, 0, turned, 0, 2);
        System.arraycopy(exif, 0, turned, 2, exif.length);
        System.arraycopy(jpeg, 2, turned, 2 + exif.length, jpeg.length - 2);
        String id = upload(turned, "image/jpeg");
        workAll();
        BufferedImage image =
                ImageIO.read(new ByteArrayInputStream(thumbnail(id).extract().asByteArray()));
        assertTrue(image.getHeight() > image.getWidth(), image.getWidth() + "x" + image.getHeight());
    }

    /** A good header, and a bomb or rubbish behind it: the decoder's process fails, nothing else does. */
    @Test
    void givesUpOnWhatCannotBeDecoded() {
        byte[] broken = Images.png(50, 50);
        int idat = new String(broken, StandardCharsets.ISO_8859_1).indexOf("IDAT");
        Arrays.fill(broken, idat + 4, broken.length - 16, (byte) 0x55);
        String id = upload(Images.padded(broken, 8), "image/png");
        for (int i = 0; i < 3; i++) {
            rows.update("UPDATE file_work SET due_at = now()");
            workAll();
        }
        thumbnail(id).statusCode(404).body("type", containsString("no-thumbnail"));
        given().get("/files/{id}", id).then().statusCode(200);
        assertEquals(0, rows.number("SELECT count(*) FROM file_work"));
    }

    @Test
    void goesWithItsImage() throws IOException {
        String id = upload(Images.padded(Images.png(700, 500), 99), "image/png");
        workAll();
        String tag = thumbnail(id).statusCode(200).extract().header("ETag");
        Path blob = blobs.dir()
                .resolve("cas")
                .resolve(tag.substring(1, 3))
                .resolve(tag.substring(3, 5))
                .resolve(tag.substring(1, 65));
        age(blob);
        collect();
        assertTrue(Files.exists(blob));
        given().header("Authorization", "Bearer " + Tickets.of("hana", "files"))
                .delete("/files/{id}", id)
                .then()
                .statusCode(204);
        collect();
        assertEquals(0, rows.number("SELECT count(*) FROM thumbnails WHERE thumbnail = ?", tag.substring(1, 65)));
        assertTrue(Files.notExists(blob));
    }

    private void collect() throws IOException {
        files.collectUnfinished(1000);
        for (int shard = 0; shard < files.shards(); shard++) {
            files.collectUnreferenced(shard);
        }
    }

    private static void age(Path blob) throws IOException {
        Files.setLastModifiedTime(blob, FileTime.from(Instant.now().minusSeconds(7200)));
    }

    private void workAll() {
        while (worker.workOnce()) {
            // until nothing is due
        }
    }

    private String upload(byte[] image, String type) {
        String id = UUID.randomUUID().toString();
        given().header("Authorization", "Bearer " + Tickets.of("hana", "files"))
                .contentType(type)
                .body(image)
                .put("/files/{id}?product={p}", id, product)
                .then()
                .statusCode(201)
                .body("id", equalTo(id));
        return id;
    }

    private static ValidatableResponse thumbnail(String id) {
        return given().get("/files/{id}/thumbnail", id).then();
    }
}
