package dev.naru.origin.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.origin.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class ConfigDefaultsTest {

    @Inject
    JobsConfig jobs;

    @Inject
    BillingConfig billing;

    @Inject
    JobRegistry registry;

    @Test
    void defaultsOfJobs() {
        assertEquals(Duration.ofSeconds(30), jobs.lease());
        assertEquals("off", jobs.tick(), "of the tests; 5s otherwise");
        assertEquals("5s", JobReplica.config(Map.of()).tick());
        assertEquals(5, jobs.maxTakeovers());
        assertEquals(Duration.ofDays(30), jobs.retention());
        assertEquals(Duration.ofSeconds(8), jobs.shutdownWait());
        assertEquals(Map.of(), jobs.job());
    }

    @Test
    void defaultsOfBilling() {
        assertTrue(billing.enabled());
        assertEquals(50_000_000, billing.maxAmountPerRun());
        assertEquals(List.of(1, 3, 5), billing.dunningDays());
        assertEquals(Duration.ofMinutes(1), billing.unknownRetry());
        assertEquals(Duration.ofHours(6), billing.unknownRetryCap());
        assertEquals(5, billing.unknownAlarmAfter());
    }

    @Test
    void aJobIsChangedByItsName() {
        Job job = registry.find("auto_send").job();
        JobRegistry changed = new JobRegistry(
                List.of(job),
                JobReplica.config(Map.of(
                        "naru.jobs.job.auto_send.interval", "5m",
                        "naru.jobs.job.auto_send.misfire", "SKIP",
                        "naru.jobs.job.auto_send.watched", "false")));
        assertEquals(
                new JobSpec(
                        "auto_send",
                        Duration.ofMinutes(5),
                        Misfire.SKIP,
                        10,
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(5),
                        false),
                changed.find("auto_send").spec());
    }

    @Test
    void aNameThatNoJobHasIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new JobRegistry(List.of(), JobReplica.config(Map.of("naru.jobs.job.auto_sent.interval", "5m"))));
    }
}
