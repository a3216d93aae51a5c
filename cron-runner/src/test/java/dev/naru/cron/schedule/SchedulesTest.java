package dev.naru.cron.schedule;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.matchesRegex;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.cron.ApiStub;
import dev.naru.cron.ApiStub.Call;
import dev.naru.cron.Eventually;
import dev.naru.cron.platform.CronConfig.CatchUp;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ApiStub.class)
class SchedulesTest {
    @Inject
    Schedules schedules;

    private static List<Call> await(String job, int count) throws InterruptedException {
        return Eventually.get(() -> ApiStub.calls(job), calls -> calls.size() >= count);
    }

    @Test
    void callsWhatIsDueWithTheScheduledInstant() throws Exception {
        List<Call> calls = await("every_second", 3);
        assertTrue(calls.stream().allMatch(Call::signed));
        List<Instant> instants =
                calls.stream().map(c -> Instant.parse(c.scheduledAt())).toList();
        assertTrue(instants.stream().allMatch(at -> at.getNano() == 0), instants.toString());
        assertEquals(instants.size(), instants.stream().distinct().count());
        String remembered = Eventually.get(() -> read("every_second"), text -> !text.isEmpty());
        assertTrue(Instant.parse(remembered).compareTo(instants.getFirst()) >= 0);
    }

    @Test
    void catchesUpAfterDowntimeByPolicy() throws Exception {
        await("missed_all", 5);
        await("missed_once", 1);
        await("every_second", 3);
        List<Instant> all = missed("missed_all");
        assertEquals(5, all.size());
        assertEquals(all.stream().sorted().toList(), all);
        assertEquals(List.of(all.getLast()), missed("missed_once"));
        assertEquals(List.of(), ApiStub.calls("missed_skip"));
    }

    @Test
    void anInstantNotTakenIsOwedUntilItIs() {
        JobSchedule job = new JobSchedule("owed", "0 * * * * ?", ZoneId.of("Asia/Seoul"), CatchUp.FIRE_ONCE, 1);
        ApiStub.answer("owed", 404);
        Instant due = Instant.parse("2026-01-01T00:00:00Z");
        schedules.due(job, due);
        schedules.due(job, due);
        schedules.due(job, due);
        assertEquals(
                List.of(404, 202),
                ApiStub.calls("owed").stream().map(Call::answered).toList());
    }

    @Test
    void aClockThatIsSetBackLosesNothing() {
        JobSchedule job = new JobSchedule("set_back", "0 * * * * ?", ZoneId.of("Asia/Seoul"), CatchUp.SKIP, 1);
        Instant ahead = Instant.now().plusSeconds(300);
        schedules.due(job, ahead);
        Instant now = Instant.now();
        schedules.due(job, now);
        assertEquals(
                List.of(ahead.toString(), now.toString()),
                ApiStub.calls("set_back").stream()
                        .map(Call::scheduledAt)
                        .distinct()
                        .toList());
        assertEquals(now.toString(), read("set_back"));
    }

    @Test
    void thePageShowsJobsAndRuns() throws Exception {
        await("every_second", 1);
        given().get("/")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .header("X-Naru-Replica", "cron-runner")
                .header("X-Request-Id", matchesRegex("[0-9a-f]{32}"))
                .body(containsString("예약 작업"))
                .body(containsString("every_second"))
                .body(not(containsString("switched_off")))
                .body(not(containsString("<script")));
        given().get("/?lang=en").then().body(containsString("Scheduled jobs"));
        given().get("/runs").then().statusCode(200).body("runs[0].job", not(containsString("/")));
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/nothing").then().statusCode(404).contentType("application/problem+json");
    }

    @Test
    void theButtonWorksFromThePageOnly() throws Exception {
        given().redirects().follow(false).post("/jobs/by_hand/run").then().statusCode(303);
        assertEquals(1, ApiStub.calls("by_hand").size());
        given().header("Origin", "http://evil.example")
                .post("/jobs/by_hand/run")
                .then()
                .statusCode(403);
        given().header("Origin", "null").post("/jobs/by_hand/run").then().statusCode(403);
        given().header("Host", "evil.example").post("/jobs/by_hand/run").then().statusCode(403);
        given().post("/jobs/unknown/run").then().statusCode(404);
        given().post("/jobs/switched_off/run").then().statusCode(404);
        assertEquals(1, ApiStub.calls("by_hand").size());
    }

    /** Instants called for that lie before this runner's start. */
    private static List<Instant> missed(String job) {
        return ApiStub.calls(job).stream()
                .map(call -> Instant.parse(call.scheduledAt()))
                .filter(at -> at.isBefore(ApiStub.startedAt()))
                .toList();
    }

    private static String read(String job) {
        try {
            return Files.readString(ApiStub.dataDir().resolve(job + ".last")).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
