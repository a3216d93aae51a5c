package dev.naru.origin.files;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.origin.Concurrently;
import dev.naru.origin.Rows;
import dev.naru.origin.TestEnvironment;
import dev.naru.origin.Tickets;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** tus 1.0.0 as its specification words it, by raw requests; the clients that others wrote are in infra/cluster. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class TusTest {

    private static final String CHUNK = "application/offset+octet-stream";

    @TestHTTPResource("/")
    URI server;

    @Inject
    BlobConfig blobs;

    @Inject
    UploadedFiles files;

    @Inject
    Rows rows;

    private final String member = "tus-" + UUID.randomUUID();
    private final byte[] png = Images.padded(Images.png(3, 2), 300_000);

    @Test
    void saysWhatItCan() {
        given().options("/files/uploads")
                .then()
                .statusCode(204)
                .header("Tus-Resumable", "1.0.0")
                .header("Tus-Version", "1.0.0")
                .header("Tus-Max-Size", String.valueOf(10 * 1024 * 1024))
                .header("Tus-Extension", "creation,creation-with-upload,expiration,checksum,termination")
                .header("Tus-Checksum-Algorithm", "sha1,sha256");
    }

    @Test
    void becomesAFileWithItsLastByte() {
        String upload = create(png.length, metadata("photo.png"));
        String file = "/files/" + upload.substring(upload.lastIndexOf('/') + 1);
        head(upload, 0)
                .header("Upload-Length", String.valueOf(png.length))
                .header("Upload-Metadata", metadata("photo.png"))
                .header("Upload-Expires", notNullValue())
                .header("Cache-Control", "no-store");
        patch(upload, 0, Arrays.copyOf(png, 5)).statusCode(204).header("Upload-Offset", "5");
        given().get(file).then().statusCode(404);
        patch(upload, 5, Arrays.copyOfRange(png, 5, 100_000)).statusCode(204).header("Content-Location", nullValue());
        given().get(file).then().statusCode(404);
        patch(upload, 100_000, Arrays.copyOfRange(png, 100_000, png.length))
                .statusCode(204)
                .header("Upload-Offset", String.valueOf(png.length))
                .header("Content-Location", file);
        assertArrayEquals(
                png, given().get(file).then().statusCode(200).extract().asByteArray());
        // The answer may have been lost: who asks again hears that all is there.
        head(upload, png.length);
        patch(upload, png.length, new byte[0]).statusCode(204);
        assertEquals(png.length, used());
        assertEquals(0, segments());
        request().delete(upload).then().statusCode(204);
        given().get(file).then().statusCode(200);
        assertEquals(png.length, used());
    }

    @Test
    void goesOnWhereTheConnectionBroke() throws Exception {
        String upload = create(png.length, metadata("photo.png"));
        try (Socket socket = socketPatch(upload, 0, png.length)) {
            socket.getOutputStream().write(png, 0, 123_456);
            socket.getOutputStream().flush();
            // On the disk before the line breaks, so the very number is known.
            Concurrently.await(() -> onDisk() == 123_456);
        }
        head(upload, 123_456);
        patch(upload, 123_456, Arrays.copyOfRange(png, 123_456, png.length)).statusCode(204);
        assertArrayEquals(png, file(upload));
    }

    @Test
    void aClientThatComesBackNeedNotWaitForItsDeadConnection() throws Exception {
        String upload = create(png.length, metadata("photo.png"));
        patch(upload, 0, Arrays.copyOf(png, 1000)).statusCode(204);
        try (Socket stalled = socketPatch(upload, 1000, png.length - 1000)) {
            stalled.getOutputStream().write(png, 1000, 50_000);
            stalled.getOutputStream().flush();
            Concurrently.await(() -> onDisk() == 51_000);
            // What the stalled request holds was never acknowledged.
            head(upload, 1000);
            // It wakes and goes on with other bytes: none of them counts.
            patch(upload, 1000, Arrays.copyOfRange(png, 1000, 200_000)).statusCode(204);
            stalled.getOutputStream().write(new byte[png.length - 51_000]);
            stalled.getOutputStream().flush();
            assertTrue(statusLine(stalled).contains(" 409 "));
        }
        head(upload, 200_000);
        patch(upload, 200_000, Arrays.copyOfRange(png, 200_000, png.length)).statusCode(204);
        assertArrayEquals(png, file(upload));
        assertEquals(0, segments());
    }

    @Test
    void createsWithBytesAndRepeatsSafely() {
        String id = UUID.randomUUID().toString();
        String metadata = metadata("photo.png") + ",id " + base64(id);
        String first = request()
                .contentType(CHUNK)
                .header("Upload-Length", png.length)
                .header("Upload-Metadata", metadata)
                .body(Arrays.copyOf(png, 1000))
                .post("/files/uploads")
                .then()
                .statusCode(201)
                .header("Upload-Offset", "1000")
                .extract()
                .header("Location");
        assertEquals("/files/uploads/" + id, first);
        tryCreate(png.length, metadata)
                .statusCode(201)
                .header("Location", first)
                .header("Upload-Offset", "1000");
        tryCreate(png.length + 1, metadata).statusCode(409).body("type", containsString("file-exists"));
        assertEquals(png.length, used());
        request()
                .contentType(CHUNK)
                .header("X-HTTP-Method-Override", "PATCH")
                .header("Upload-Offset", 1000)
                .body(Arrays.copyOfRange(png, 1000, png.length))
                .post(first)
                .then()
                .statusCode(204);
        assertArrayEquals(png, file(first));
        tryCreate(png.length, metadata("another.png") + ",id " + base64(id)).statusCode(201);
    }

    @Test
    void takesBackAChunkWhoseChecksumDoesNotHold() throws Exception {
        String upload = create(png.length, metadata("photo.png"));
        byte[] half = Arrays.copyOf(png, 150_000);
        String sha1 = "sha1 "
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-1").digest(half));
        byte[] altered = half.clone();
        altered[149_999] ^= 1;
        chunk(upload, 0, altered)
                .header("Upload-Checksum", sha1)
                .patch(upload)
                .then()
                .statusCode(460);
        head(upload, 0);
        chunk(upload, 0, half)
                .header("Upload-Checksum", "crc32 AAAAAA==")
                .patch(upload)
                .then()
                .statusCode(400);
        chunk(upload, 0, half)
                .header("Upload-Checksum", "sha1 AAAA")
                .patch(upload)
                .then()
                .statusCode(400);
        chunk(upload, 0, half)
                .header("Upload-Checksum", sha1)
                .patch(upload)
                .then()
                .statusCode(204);
        byte[] rest = Arrays.copyOfRange(png, 150_000, png.length);
        String sha256 = "sha256 "
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(rest));
        chunk(upload, 150_000, rest)
                .header("Upload-Checksum", sha256)
                .patch(upload)
                .then()
                .statusCode(204);
        assertArrayEquals(png, file(upload));
    }

    @Test
    void refusesWhatDoesNotFit() {
        String upload = create(png.length, metadata("photo.png"));
        patch(upload, 1, png).statusCode(409).body("offset", equalTo(0));
        patch(upload, 0, Images.padded(png, 1)).statusCode(413);
        chunk(upload, 0, png).contentType("image/png").patch(upload).then().statusCode(415);
        chunk(upload, 0, png)
                .header("Tus-Resumable", "0.2.2")
                .patch(upload)
                .then()
                .statusCode(412);
        given().header("Authorization", "Bearer " + Tickets.of(member, "files"))
                .head(upload)
                .then()
                .statusCode(412);
        given().header("Tus-Resumable", "1.0.0").head(upload).then().statusCode(401);
        request("somebody-else").head(upload).then().statusCode(404);
        request("somebody-else").delete(upload).then().statusCode(404);
        request().contentType(CHUNK).body(png).patch(upload).then().statusCode(400);
        head(upload, 0);
        request().delete(upload).then().statusCode(204);
        request().head(upload).then().statusCode(404);
        assertEquals(0, used());
        assertEquals(0, segments());
    }

    @Test
    void refusesWhatCanBecomeNoFileAndKeepsNothing() {
        tryCreate(0, metadata("photo.png")).statusCode(422).body("type", containsString("empty-file"));
        tryCreate(10 * 1024 * 1024 + 1, metadata("photo.png")).statusCode(413);
        for (String name : new String[] {"../../etc/passwd", "..", "a/b.png", "a\\b.png", "a\0.png", "x".repeat(256)}) {
            tryCreate(png.length, metadata(name)).statusCode(400).body("type", containsString("invalid-file-name"));
        }
        tryCreate(png.length, "filetype " + base64("image/svg+xml") + ",product " + base64("MUG-1"))
                .statusCode(415);
        tryCreate(png.length, "filetype " + base64("image/png")).statusCode(400);
        tryCreate(png.length, "filetype !").statusCode(400);
        request().header("Upload-Length", "-1").post("/files/uploads").then().statusCode(400);
        request()
                .header("Upload-Defer-Length", "1")
                .post("/files/uploads")
                .then()
                .statusCode(400);

        String wrongType = create(png.length, metadata("photo.png"));
        patch(wrongType, 0, Images.jpeg(9, 9)).statusCode(415);
        request().head(wrongType).then().statusCode(404);

        byte[] bomb = new byte[64];
        System.arraycopy(Images.png(1, 1), 0, bomb, 0, 33);
        Arrays.fill(bomb, 16, 24, (byte) 0x7F);
        String tooManyPixels = create(bomb.length, metadata("photo.png"));
        patch(tooManyPixels, 0, bomb).statusCode(422).body("type", containsString("image-too-large"));
        request().head(tooManyPixels).then().statusCode(404);
        assertEquals(0, used());
        assertEquals(0, segments());
    }

    @Test
    void reservesTheQuotaFromTheStart() {
        create(10 * 1024 * 1024, metadata("photo.png"));
        rows.update("UPDATE file_usage SET bytes = 209715200 - 10 WHERE member_id = ?", member);
        tryCreate(11, metadata("photo.png")).statusCode(403).body("type", containsString("quota-exceeded"));
        tryCreate(10, metadata("photo.png")).statusCode(201);
    }

    @Test
    void forgetsWhatIsNotFinishedInTime() throws IOException {
        String upload = create(png.length, metadata("photo.png"));
        patch(upload, 0, Arrays.copyOf(png, 1000)).statusCode(204);
        String id = upload.substring(upload.lastIndexOf('/') + 1);
        files.collectUnfinished(100);
        head(upload, 1000);
        rows.update("UPDATE resumable_uploads SET expires_at = now() WHERE id = ?::uuid", id);
        patch(upload, 1000, png).statusCode(410).body("type", containsString("upload-gone"));
        request().head(upload).then().statusCode(410);
        files.collectUnfinished(100);
        request().head(upload).then().statusCode(404);
        assertEquals(0, used());
        assertEquals(0, segments());
    }

    private String create(long length, String metadata) {
        return tryCreate(length, metadata).statusCode(201).extract().header("Location");
    }

    private ValidatableResponse tryCreate(long length, String metadata) {
        return request()
                .header("Upload-Length", length)
                .header("Upload-Metadata", metadata)
                .post("/files/uploads")
                .then();
    }

    private ValidatableResponse patch(String upload, long offset, byte[] bytes) {
        return chunk(upload, offset, bytes).patch(upload).then();
    }

    private RequestSpecification chunk(String upload, long offset, byte[] bytes) {
        return request().contentType(CHUNK).header("Upload-Offset", offset).body(bytes);
    }

    private ValidatableResponse head(String upload, long offset) {
        return request().head(upload).then().statusCode(200).header("Upload-Offset", String.valueOf(offset));
    }

    private RequestSpecification request() {
        return request(member);
    }

    private static RequestSpecification request(String as) {
        return given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                                .encodeContentTypeAs(CHUNK, ContentType.BINARY)))
                .header("Authorization", "Bearer " + Tickets.of(as, "files"))
                .header("Tus-Resumable", "1.0.0");
    }

    private static String metadata(String name) {
        return "filename " + base64(name) + ",filetype " + base64("image/png") + ",product " + base64("MUG-1");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] file(String upload) {
        return given().get(upload.replace("/uploads", ""))
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
    }

    private Socket socketPatch(String upload, long offset, long length) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write(("PATCH " + upload + " HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\n"
                                + "Content-Type: " + CHUNK + "\r\nUpload-Offset: " + offset + "\r\nContent-Length: "
                                + length
                                + "\r\nAuthorization: Bearer " + Tickets.of(member, "files") + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String statusLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c >= 0 && c != '\r';
                c = socket.getInputStream().read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private long used() {
        return rows.number("SELECT coalesce(sum(bytes), 0) FROM file_usage WHERE member_id = ?", member);
    }

    /** Bytes of all segments. */
    private long onDisk() {
        try (var all = Files.list(blobs.dir().resolve("uploads"))) {
            return all.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private long segments() {
        try (var all = Files.list(blobs.dir().resolve("uploads"))) {
            return all.filter(file -> rows.number(
                                    "SELECT count(*) FROM resumable_uploads WHERE id = ?::uuid AND member_id <> ?",
                                    String.valueOf(file.getFileName()).substring(0, 36),
                                    member)
                            == 0)
                    .count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
