package dev.naru.origin.files;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.naru.origin.TestEnvironment;
import dev.naru.origin.Tickets;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class PrivateFilesTest {

    @Inject
    FileLinks links;

    @Inject
    FileWorker worker;

    private final String id = UUID.randomUUID().toString();
    private final String product = "P-" + id;
    private final byte[] png = Images.uniquePng();

    @BeforeEach
    void upload() {
        put(id, "private").statusCode(201);
    }

    @Test
    void areReadWithALinkOnly() {
        given().get("/files/{id}", id).then().statusCode(404);
        given().head("/files/{id}", id).then().statusCode(404);
        given().get("/files?product={p}", product).then().body("files", hasSize(0));
        JsonPath link = link("hana", 60).statusCode(200).extract().jsonPath();
        assertArrayEquals(
                png,
                read(link.getString("url"))
                        .statusCode(200)
                        .header("Cache-Control", "private, max-age=300")
                        .extract()
                        .asByteArray());
        given().urlEncodingEnabled(false)
                .head(target(link.getString("url")))
                .then()
                .statusCode(200);
        while (worker.workOnce()) {
            // until the thumbnail is there
        }
        read(link.getString("thumbnailUrl")).statusCode(200).contentType("image/jpeg");
    }

    @Test
    void onlyTheOwnerGivesLinks() {
        link("minsu", 60).statusCode(404);
        link("hana", 0).statusCode(400);
        link("hana", 86401).statusCode(400);
        given().post("/files/{id}/links", id).then().statusCode(401);
    }

    @Test
    void refusesForgedBorrowedAndExpiredLinks() {
        String url = link("hana", 60).extract().path("url");
        String other = UUID.randomUUID().toString();
        put(other, "private").statusCode(201);
        forged(url.replace(id, other));
        forged(url.replace("?", "/thumbnail?"));
        forged(url.replaceFirst("expires=(\\d)", "expires=9$1"));
        forged(url.substring(0, url.length() - 1) + (url.endsWith("0") ? "1" : "0"));
        forged(url.substring(0, url.indexOf("&signature")));
        forged(url.replaceFirst("signature=.*", "signature=%00"));
        forged(url.replaceFirst("expires=\\d+", "expires=x"));
        String path = "/files/" + id;
        read(path + "?" + links.query(path, Instant.now().minusSeconds(1)))
                .statusCode(403)
                .body("type", containsString("link-expired"));
    }

    @Test
    void aFileKeepsItsVisibility() {
        put(id, "public").statusCode(409);
        put(id, "private").statusCode(200);
        put(UUID.randomUUID().toString(), "secret").statusCode(400).body("type", containsString("invalid-visibility"));
    }

    private static void forged(String url) {
        read(url).statusCode(403).body("type", containsString("link-invalid"));
    }

    private ValidatableResponse put(String id, String visibility) {
        return given().header("Authorization", "Bearer " + Tickets.of("hana", "files"))
                .contentType("image/png")
                .body(png)
                .put("/files/{id}?product={p}&visibility={v}", id, product, visibility)
                .then();
    }

    private ValidatableResponse link(String member, int seconds) {
        return given().header("Authorization", "Bearer " + Tickets.of(member, "files"))
                .post("/files/{id}/links?seconds={s}", id, seconds)
                .then();
    }

    private static ValidatableResponse read(String url) {
        return given().urlEncodingEnabled(false).get(target(url)).then();
    }

    private static String target(String url) {
        URI uri = URI.create(url);
        return uri.getRawPath() + "?" + uri.getRawQuery();
    }
}
