package dev.naru.cron.trigger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.cron.ApiStub;
import dev.naru.cron.Eventually;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ApiStub.class)
class CronApiTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    @Inject
    CronApi api;

    @Inject
    Triggers triggers;

    @Inject
    CircuitBreakerMaintenance breakers;

    @BeforeEach
    void closeBreakers() {
        breakers.resetAll();
    }

    private static List<Integer> answered(String job) {
        return ApiStub.calls(job).stream().map(ApiStub.Call::answered).toList();
    }

    @Test
    void retriesA503WithTheSameRunKey() throws Exception {
        ApiStub.answer("busy", 503, 503);
        RunAnswer answer = api.trigger("busy", AT);
        assertEquals("QUEUED", answer.status());
        assertEquals(List.of(503, 503, 202), answered("busy"));
        assertEquals(
                1,
                ApiStub.calls("busy").stream()
                        .map(ApiStub.Call::scheduledAt)
                        .distinct()
                        .count());
        assertTrue(ApiStub.calls("busy").stream().allMatch(ApiStub.Call::signed));
    }

    @Test
    void doesNotRetryARefusal() {
        ApiStub.answer("unknown", 404);
        RefusedException e = assertThrows(RefusedException.class, () -> api.trigger("unknown", AT));
        assertEquals("HTTP 404: planned by the test", e.getMessage());
        assertEquals(List.of(404), answered("unknown"));
    }

    @Test
    void doesNotFollowARedirect() {
        ApiStub.answer("moved", 307);
        assertThrows(RefusedException.class, () -> api.trigger("moved", AT));
        assertEquals(List.of(307), answered("moved"));
    }

    @Test
    void givesUpAfterItsRetries() {
        ApiStub.answer("down", Collections.nCopies(5, 500).toArray(Integer[]::new));
        assertThrows(UnansweredException.class, () -> api.trigger("down", AT));
        assertEquals(5, answered("down").size());
    }

    @Test
    void theBreakerOpensAndStopsCalling() {
        ApiStub.answer("broken", Collections.nCopies(100, 503).toArray(Integer[]::new));
        assertThrows(CircuitBreakerOpenException.class, () -> {
            for (int i = 0; i < 10; i++) {
                try {
                    api.trigger("broken", AT.plusSeconds(i));
                } catch (UnansweredException e) {
                    // Goes on until the breaker says no by itself.
                }
            }
        });
        int calls = answered("broken").size();
        assertTrue(calls < 50, "calls: " + calls);
        assertThrows(CircuitBreakerOpenException.class, () -> api.trigger("broken", AT));
        assertEquals(calls, answered("broken").size());
    }

    @Test
    void theBulkheadBoundsCallsAtOnce() throws Exception {
        CountDownLatch go = ApiStub.hold("held");
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<RunAnswer>> calls = IntStream.range(0, 16)
                    .mapToObj(i -> callers.submit(() -> api.trigger("held", AT.plusSeconds(i))))
                    .toList();
            Eventually.get(() -> ApiStub.held("held"), held -> held == 16);
            assertThrows(BulkheadException.class, () -> api.trigger("held", AT.plusSeconds(16)));
            go.countDown();
            for (Future<RunAnswer> call : calls) {
                assertEquals("QUEUED", call.get().status());
            }
        }
        assertEquals(16, answered("held").size(), "the seventeenth never left");
    }

    @Test
    void followsARunToItsEndAndMarksDuplicates() throws Exception {
        assertTrue(triggers.fire("followed", AT, Run.Cause.OPERATOR));
        Run run = Eventually.get(
                () -> triggers.newest().stream()
                        .filter(r -> r.job().equals("followed"))
                        .findFirst()
                        .orElseThrow(),
                r -> r.state() == Run.State.ENDED);
        assertEquals("SUCCEEDED", run.runStatus());
        assertEquals(false, run.duplicate());
        triggers.fire("followed", AT, Run.Cause.OPERATOR);
        Eventually.get(triggers::newest, runs -> runs.stream()
                .anyMatch(r -> r.job().equals("followed") && r.duplicate() && r.calls() == 2));
    }

    @Test
    void neverSendsASignatureElsewhere() {
        for (String url : List.of(
                "http://evil.example/cron/runs/1",
                "//evil.example/cron/runs/1",
                ApiStub.base() + ".evil.example/cron/runs/1",
                ApiStub.base() + "/cron/../admin",
                "/elsewhere",
                "file:///etc/passwd",
                "::")) {
            assertThrows(RefusedException.class, () -> api.statusUrl(url), url);
        }
    }
}
