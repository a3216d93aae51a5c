package dev.naru.origin.files;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.origin.Concurrently;
import dev.naru.origin.TestEnvironment;
import dev.naru.origin.Tickets;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class FilesTest {

    @TestHTTPResource("/")
    URI server;

    @Inject
    BlobConfig blobs;

    @Test
    void publishesOnceAndRepeatsSafely() throws Exception {
        String id = UUID.randomUUID().toString();
        byte[] png = Images.uniquePng();
        String sha256 = HexFormat.of().formatHex(sha256(png));
        String digest = "sha-256=:" + Base64.getEncoder().encodeToString(sha256(png)) + ":";

        upload("hana")
                .header("Content-Digest", digest)
                .body(png)
                .put("/files/{id}?product=MUG-1", id)
                .then()
                .statusCode(201)
                .header("Location", containsString("/files/" + id))
                .body("id", equalTo(id))
                .body("sha256", equalTo(sha256))
                .body("bytes", equalTo(png.length))
                .body("type", equalTo("image/png"))
                .body("product", equalTo("MUG-1"));
        put("hana", id, "MUG-1", png).statusCode(200).body("sha256", equalTo(sha256));
        put("hana", id, "MUG-1", Images.uniquePng()).statusCode(409).body("type", containsString("file-exists"));
        put("hana", id, "MUG-2", png).statusCode(409);
        put("minsu", id, "MUG-1", png).statusCode(409);

        assertArrayEquals(png, get(id).extract().asByteArray());
        assertNothingStaged();
    }

    @Test
    void servesImmutableBytesWithTagRangesAndHead() throws Exception {
        String id = UUID.randomUUID().toString();
        byte[] png = Images.uniquePng();
        String tag = '"' + HexFormat.of().formatHex(sha256(png)) + '"';
        put("hana", id, "MUG-1", png).statusCode(201);

        get(id).header("ETag", tag)
                .header("Cache-Control", "public, max-age=31536000, immutable")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Type", "image/png")
                .header("Content-Length", String.valueOf(png.length));
        given().head("/files/{id}", id)
                .then()
                .statusCode(200)
                .header("ETag", tag)
                .header("Content-Length", String.valueOf(png.length));
        given().header("If-None-Match", tag)
                .get("/files/{id}", id)
                .then()
                .statusCode(304)
                .header("ETag", tag);
        byte[] part = given().header("Range", "bytes=2-5")
                .get("/files/{id}", id)
                .then()
                .statusCode(206)
                .header("Content-Range", "bytes 2-5/" + png.length)
                .header("Content-Length", "4")
                .extract()
                .asByteArray();
        assertArrayEquals(Arrays.copyOfRange(png, 2, 6), part);
        given().header("Range", "bytes=2-5")
                .header("If-Range", "\"another\"")
                .get("/files/{id}", id)
                .then()
                .statusCode(200);
        given().header("Range", "bytes=" + png.length + "-")
                .get("/files/{id}", id)
                .then()
                .statusCode(416)
                .header("Content-Range", "bytes */" + png.length)
                .contentType("application/problem+json");
        given().get("/files/{id}", UUID.randomUUID()).then().statusCode(404).contentType("application/problem+json");
    }

    @Test
    void listsTheNewestOfAProduct() {
        String product = "P-" + UUID.randomUUID();
        String first = UUID.randomUUID().toString();
        String second = UUID.randomUUID().toString();
        put("hana", first, product, Images.uniquePng()).statusCode(201);
        put("minsu", second, product, Images.uniquePng()).statusCode(201);
        given().get("/files?product={p}", product)
                .then()
                .statusCode(200)
                .body("files", hasSize(2))
                .body("files[0].id", equalTo(second))
                .body("files[0].author", equalTo("minsu"))
                .body("files[1].id", equalTo(first));
        given().get("/files").then().statusCode(400);
    }

    @Test
    void refusesWhatIsNoGoodImageAndKeepsNothing() throws Exception {
        String id = UUID.randomUUID().toString();
        given().contentType("image/png")
                .body(Images.uniquePng())
                .put("/files/{id}?product=MUG-1", id)
                .then()
                .statusCode(401);
        given().header("Authorization", "Bearer " + Tickets.of("hana", "orders"))
                .contentType("image/png")
                .body(Images.uniquePng())
                .put("/files/{id}?product=MUG-1", id)
                .then()
                .statusCode(403);
        put("hana", "1-1-1-1-1", "MUG-1", Images.uniquePng()).statusCode(400);
        put("hana", "..%2f..%2fetc", "MUG-1", Images.uniquePng()).statusCode(400);
        put("hana", id, "../etc", Images.uniquePng()).statusCode(400);
        put("hana", id, "MUG-1", new byte[0]).statusCode(422).body("type", containsString("empty-file"));
        put("hana", id, "MUG-1", "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes())
                .statusCode(415);
        put("hana", id, "MUG-1", Images.jpeg(2, 2)).statusCode(415);
        put("hana", id, "MUG-1", Arrays.copyOf(Images.png(2, 2), 10)).statusCode(422);
        upload("hana")
                .contentType("image/svg+xml")
                .body(Images.uniquePng())
                .put("/files/{id}?product=M", id)
                .then()
                .statusCode(415);
        upload("hana")
                .header("Content-Encoding", "gzip")
                .body(Images.uniquePng())
                .put("/files/{id}?product=M", id)
                .then()
                .statusCode(415);
        upload("hana")
                .header("Content-Digest", "sha-256=:zz:")
                .body(Images.uniquePng())
                .put("/files/{id}?product=M", id)
                .then()
                .statusCode(400);
        upload("hana")
                .header("Content-Digest", "sha-256=:" + Base64.getEncoder().encodeToString(new byte[32]) + ":")
                .body(Images.uniquePng())
                .put("/files/{id}?product=M", id)
                .then()
                .statusCode(422)
                .body("type", containsString("digest-mismatch"));
        byte[] bomb = HexFormat.of().parseHex("89504e470d0a1a0a0000000d494844520000ffff0000ffff0806000000000000");
        put("hana", id, "MUG-1", bomb).statusCode(422).body("type", containsString("image-too-large"));
        given().get("/files/{id}", id).then().statusCode(404);
        assertNothingStaged();
    }

    @Test
    void refusesTooMuchByLengthAndByCounting() throws Exception {
        byte[] tooLarge = Images.padded(Images.png(1, 1), 10 * 1024 * 1024);
        String head =
                "PUT /files/%s?product=M HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nAuthorization: Bearer %s\r\n"
                        .formatted(UUID.randomUUID(), Tickets.of("hana", "files"));
        // Declared: refused before a byte of the body is sent.
        try (Socket socket = connect()) {
            send(
                    socket,
                    (head + "Content-Length: " + tooLarge.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertTrue(statusLine(socket).contains(" 413 "));
        }
        // Chunked: refused while it comes.
        try (Socket socket = connect()) {
            send(socket, (head + "Transfer-Encoding: chunked\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            send(socket, (Integer.toHexString(tooLarge.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            send(socket, tooLarge);
            assertTrue(statusLine(socket).contains(" 413 "));
        }
        assertNothingStaged();
    }

    @Test
    void anUploadCutMidwayLeavesNothing() throws Exception {
        String id = UUID.randomUUID().toString();
        byte[] png = Images.padded(Images.png(1, 1), 300_000);
        try (Socket socket = connect()) {
            String head =
                    "PUT /files/%s?product=M HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n"
                            .formatted(id, Tickets.of("hana", "files"), png.length);
            send(socket, head.getBytes(StandardCharsets.US_ASCII));
            send(socket, Arrays.copyOf(png, 200_000));
            Concurrently.await(() -> staged() == 1);
        }
        Concurrently.await(() -> staged() == 0);
        given().get("/files/{id}", id).then().statusCode(404);
        put("hana", id, "MUG-1", png).statusCode(201);
    }

    @Test
    void twinsOfOneIdBecomeOneFile() throws Exception {
        String id = UUID.randomUUID().toString();
        byte[] png = Images.uniquePng();
        List<Integer> same = Concurrently.together(
                8, i -> () -> put("twin", id, "MUG-1", png).extract().statusCode());
        assertEquals(1, same.stream().filter(status -> status == 201).count(), same.toString());
        assertEquals(7, same.stream().filter(status -> status == 200).count(), same.toString());

        String contested = UUID.randomUUID().toString();
        List<byte[]> bodies =
                IntStream.range(0, 8).mapToObj(i -> Images.uniquePng()).toList();
        List<Integer> different = Concurrently.together(
                8,
                i -> () ->
                        put("twin", contested, "MUG-1", bodies.get(i)).extract().statusCode());
        assertEquals(1, different.stream().filter(status -> status == 201).count(), different.toString());
        assertEquals(7, different.stream().filter(status -> status == 409).count(), different.toString());
        int winner = different.indexOf(201);
        assertArrayEquals(bodies.get(winner), get(contested).extract().asByteArray());
        assertNothingStaged();
    }

    @Test
    void theOwnerDeletes() {
        String id = UUID.randomUUID().toString();
        put("hana", id, "MUG-1", Images.uniquePng()).statusCode(201);
        upload("minsu").delete("/files/{id}", id).then().statusCode(404);
        get(id);
        upload("hana").delete("/files/{id}", id).then().statusCode(204);
        given().get("/files/{id}", id).then().statusCode(404);
        upload("hana").delete("/files/{id}", id).then().statusCode(404);
    }

    private static RequestSpecification upload(String member) {
        return given().header("Authorization", "Bearer " + Tickets.of(member, "files"))
                .contentType("image/png");
    }

    private static ValidatableResponse put(String member, String id, String product, byte[] body) {
        return upload(member)
                .urlEncodingEnabled(false)
                .queryParam("product", product)
                .body(body)
                .put("/files/" + id)
                .then();
    }

    private static ValidatableResponse get(String id) {
        return given().get("/files/{id}", id).then().statusCode(200);
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(Socket socket, byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
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

    private int staged() {
        try (var files = Files.list(blobs.dir().resolve("staging"))) {
            return (int) files.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void assertNothingStaged() throws Exception {
        Concurrently.await(() -> staged() == 0);
    }
}
