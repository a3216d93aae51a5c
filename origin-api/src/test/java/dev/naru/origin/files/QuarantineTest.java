package dev.naru.origin.files;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.naru.origin.Rows;
import dev.naru.origin.TestEnvironment;
import dev.naru.origin.Tickets;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a scanner configured, nothing is served before its word. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
@TestProfile(QuarantineTest.WithClamd.class)
class QuarantineTest {

    private static final FakeClamd CLAMD = FakeClamd.shared();

    /** The configuration names the scanner. */
    public static class WithClamd implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("naru.files.clamd", "127.0.0.1:" + FakeClamd.shared().port());
        }
    }

    @Inject
    FileWorker worker;

    @Inject
    Rows rows;

    private final String id = UUID.randomUUID().toString();
    private final String member = "scan-" + id;
    private final byte[] png = Images.uniquePng();

    @BeforeEach
    void upload() {
        FakeClamd.answer("stream: OK");
        put().statusCode(201).body("status", equalTo("QUARANTINED"));
    }

    @AfterAll
    static void stop() throws Exception {
        CLAMD.close();
    }

    @Test
    void servesNothingBeforeTheVerdictAndAllAfterIt() {
        get().statusCode(404).body("type", containsString("file-quarantined"));
        given().get("/files/{id}/thumbnail", id)
                .then()
                .statusCode(404)
                .body("type", containsString("file-quarantined"));
        given().get("/files?product={p}", member).then().body("files", hasSize(0));
        put().statusCode(200).body("status", equalTo("QUARANTINED"));
        workAll();
        get().statusCode(200);
        assertEquals(png.length, FakeClamd.lastBytes());
        given().get("/files?product={p}", member).then().body("files", hasSize(1));
    }

    @Test
    void removesWhatIsInfected() {
        FakeClamd.answer("stream: Eicar-Signature FOUND");
        workAll();
        get().statusCode(404).body("type", containsString("not-found"));
        assertEquals(0, rows.number("SELECT bytes FROM file_usage WHERE member_id = ?", member));
        assertEquals(0, rows.number("SELECT count(*) FROM file_work"));
    }

    @Test
    void keepsTheQuarantineWhileThereIsNoVerdict() {
        FakeClamd.answer("INSTREAM size limit exceeded. ERROR");
        workAll();
        get().statusCode(404).body("type", containsString("file-quarantined"));
        FakeClamd.answer("stream: OK");
        rows.update("UPDATE file_work SET due_at = now()");
        workAll();
        get().statusCode(200);
    }

    private void workAll() {
        while (worker.workOnce()) {
            // until nothing is due
        }
    }

    private ValidatableResponse put() {
        return given().header("Authorization", "Bearer " + Tickets.of(member, "files"))
                .contentType("image/png")
                .body(png)
                .put("/files/{id}?product={p}", id, member)
                .then();
    }

    private ValidatableResponse get() {
        return given().get("/files/{id}", id).then();
    }
}
