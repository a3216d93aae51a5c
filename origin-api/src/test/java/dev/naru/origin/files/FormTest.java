package dev.naru.origin.files;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.origin.TestEnvironment;
import dev.naru.origin.Tickets;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class FormTest {

    @TestHTTPResource("/")
    URI server;

    @Inject
    BlobConfig blobs;

    @Inject
    UploadedFiles files;

    @Test
    void storesThePhotoOfAForm() {
        byte[] png = Images.uniquePng();
        String id = UUID.randomUUID().toString();
        send("photo.png", "image/png", png, id)
                .statusCode(201)
                .body("id", equalTo(id))
                .body("status", equalTo("READY"));
        send("photo.png", "image/png", png, id).statusCode(200);
        assertArrayEquals(
                png,
                given().get("/files/{id}", id).then().statusCode(200).extract().asByteArray());
        assertEquals(0, left());
    }

    /** As people write it in a shell. */
    @Test
    void takesWhatCurlSends(@TempDir Path dir) throws Exception {
        Path photo = Files.write(dir.resolve("사진 1.png"), Images.uniquePng());
        Process curl = new ProcessBuilder(
                        "curl",
                        "-sS",
                        "-H",
                        "Authorization: Bearer " + Tickets.of("hana", "files"),
                        "-F",
                        "product=MUG-1",
                        "-F",
                        "file=@" + photo + ";type=image/png",
                        "-w",
                        "%{http_code}",
                        server + "files")
                .redirectErrorStream(true)
                .start();
        String answer = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(answer.endsWith("201"), answer);
    }

    @Test
    void refusesWhatIsNoGoodPhotoAndKeepsNothing() {
        String id = UUID.randomUUID().toString();
        send("photo.png", "image/png", new byte[0], id).statusCode(422).body("type", containsString("empty-file"));
        send("photo.png", "image/png", Images.jpeg(2, 2), id).statusCode(415);
        send("photo.svg", "image/svg+xml", "<svg/>".getBytes(), id).statusCode(415);
        send("../../etc/passwd", "image/png", Images.uniquePng(), id)
                .statusCode(400)
                .body("type", containsString("invalid-file-name"));
        send("photo.png", "image/png", Images.uniquePng(), "1-1")
                .statusCode(400)
                .body("type", containsString("invalid-file-id"));
        given().multiPart("product", "MUG-1").post("/files").then().statusCode(401);
        given().get("/files/{id}", id).then().statusCode(404);
        assertEquals(0, left());
    }

    @Test
    void refusesLargeFormsBeforeTheirBody() throws IOException {
        assertTrue(statusOf("Content-Length: 20000000").contains(" 413 "));
        assertTrue(statusOf("Transfer-Encoding: chunked").contains(" 411 "));
    }

    @Test
    void collectsWhatACrashLeft() throws IOException {
        Path left = Files.writeString(blobs.dir().resolve("forms/left-behind"), "x");
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minusSeconds(7200)));
        files.collectUnfinished(100);
        assertEquals(0, left());
    }

    private String statusOf(String framing) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST /files HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                                    + "Authorization: Bearer " + Tickets.of("hana", "files") + "\r\n" + framing
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    /** With a Content-Length, as browsers and curl send it; the test library would send chunks. */
    private static ValidatableResponse send(String name, String type, byte[] bytes, String id) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(field("product", "MUG-1"));
        form.writeBytes(field("id", id));
        form.writeBytes(("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                        + "\"\r\nContent-Type: " + type + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        form.writeBytes(bytes);
        form.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
        return given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs("multipart/form-data", ContentType.BINARY)))
                .header("Authorization", "Bearer " + Tickets.of("hana", "files"))
                .contentType("multipart/form-data; boundary=b")
                .body(form.toByteArray())
                .post("/files")
                .then();
    }

    private static byte[] field(String name, String value) {
        return ("--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private long left() {
        try (var all = Files.list(blobs.dir().resolve("forms"))) {
            return all.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
