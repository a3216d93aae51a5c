package dev.naru.cron.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.cron.platform.CronConfig.CatchUp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobScheduleTest {
    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

    private static JobSchedule every5Minutes(CatchUp catchUp, int max) {
        return new JobSchedule("job", "0 */5 * * * ?", SEOUL, catchUp, max);
    }

    private static Instant at(String time) {
        return Instant.parse("2026-01-01T" + time + "Z");
    }

    @Test
    void fireOnceOwesTheNewestOnly() {
        JobSchedule job = every5Minutes(CatchUp.FIRE_ONCE, 1);
        assertEquals(List.of(at("00:25:00")), job.owed(at("00:05:00"), at("00:27:00")));
        assertEquals(List.of(at("00:25:00")), job.owed(at("00:05:00"), at("00:25:00")));
        assertEquals(List.of(), job.owed(at("00:25:00"), at("00:29:59")));
    }

    @Test
    void allOwesEachInOrderUpToItsBound() {
        assertEquals(
                List.of(at("00:10:00"), at("00:15:00"), at("00:20:00")),
                every5Minutes(CatchUp.ALL, 10).owed(at("00:05:00"), at("00:21:00")));
        assertEquals(
                List.of(at("00:15:00"), at("00:20:00")),
                every5Minutes(CatchUp.ALL, 2).owed(at("00:05:00"), at("00:21:00")));
        // A year of downtime costs no more than the bound.
        assertEquals(
                2,
                every5Minutes(CatchUp.ALL, 2)
                        .owed(Instant.parse("2025-01-01T00:00:00Z"), at("00:21:00"))
                        .size());
    }

    @Test
    void skipOwesNothing() {
        assertEquals(List.of(), every5Minutes(CatchUp.SKIP, 1).owed(at("00:05:00"), at("09:00:00")));
    }

    @Test
    void readsTheExpressionInItsZone() {
        JobSchedule nineInSeoul = new JobSchedule("job", "0 0 9 * * ?", SEOUL, CatchUp.FIRE_ONCE, 1);
        assertEquals(
                at("00:00:00"),
                nineInSeoul.next(Instant.parse("2025-12-31T23:59:59Z")).orElseThrow());
    }

    @Test
    void namesTheJobOfABadExpression() {
        IllegalStateException e = assertThrows(
                IllegalStateException.class, () -> new JobSchedule("auto_send", "* * *", SEOUL, CatchUp.SKIP, 1));
        assertTrue(e.getMessage().contains("naru.schedules.auto_send.cron"), e.getMessage());
    }
}
