package dev.naru.origin.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulingTest {

    @ParameterizedTest
    @CsvSource({
        "PT1M, 2026-03-01T12:34:56.789Z, 2026-03-01T12:34:00Z",
        "PT1H, 2026-03-01T12:34:56Z, 2026-03-01T12:00:00Z",
        "PT24H, 2026-03-01T14:59:59Z, 2026-02-28T15:00:00Z", // 23:59:59 in Seoul: still the first of March there
        "PT24H, 2026-03-01T15:00:00Z, 2026-03-01T15:00:00Z",
        "PT6H, 2026-03-01T08:00:00Z, 2026-03-01T03:00:00Z" // 17:00 in Seoul belongs to noon there
    })
    void floorsToTheIntervalInSeoul(Duration interval, Instant now, Instant floor) {
        assertEquals(floor, JobSpec.every("job", interval, Duration.ZERO).floor(now));
    }

    /** The caller's clock is ahead of the database's, where it is 12:00:00. */
    @ParameterizedTest
    @CsvSource({
        "PT1M, 2026-03-01T12:00:30Z, 2026-03-01T12:00:30Z", // half an interval: as it is
        "PT1M, 2026-03-01T12:00:31Z, 2026-03-01T11:59:31Z",
        "PT1M, 2026-03-01T12:05:00Z, 2026-03-01T12:00:00Z",
        "PT1M, 2026-03-01T12:05:10Z, 2026-03-01T12:00:10Z", // a schedule at ten past each minute keeps its phase
        "PT10M, 2026-03-01T12:05:00Z, 2026-03-01T12:05:00Z",
        "PT24H, 2026-03-01T12:05:00Z, 2026-03-01T12:05:00Z", // a day's run is early rather than lost
        "PT1M, 2026-03-01T11:00:00Z, 2026-03-01T11:00:00Z"
    })
    void movesBackWhatAFastClockNames(Duration interval, Instant named, Instant meant) {
        assertEquals(
                meant,
                JobSpec.every("job", interval, Duration.ZERO).notAhead(named, Instant.parse("2026-03-01T12:00:00Z")));
    }

    @Test
    void refusesIntervalsThatHaveNoFloor() {
        assertThrows(IllegalArgumentException.class, () -> JobSpec.every("job", Duration.ZERO, Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> JobSpec.every("job", Duration.ofDays(2), Duration.ZERO));
    }

    @Test
    void backsOffWithinHalfAStep() {
        Backoff backoff = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(5));
        Random random = new Random(7);
        long[] stepsS = {10, 20, 40, 80, 160, 300, 300};
        for (int failures = 1; failures <= stepsS.length; failures++) {
            long stepMs = stepsS[failures - 1] * 1000;
            for (int i = 0; i < 100; i++) {
                long ms = backoff.after(failures, random).toMillis();
                assertTrue(ms >= stepMs / 2 && ms <= stepMs, failures + ": " + ms);
            }
        }
        assertTrue(backoff.after(Integer.MAX_VALUE, random).compareTo(Duration.ofMinutes(5)) <= 0);
    }

    @Test
    void triesACardOnTheFirstThirdAndFifthDay() {
        Dunning dunning = new Dunning(List.of(1, 3, 5));
        LocalDate first = LocalDate.parse("2026-02-27");
        assertEquals(Optional.of(LocalDate.parse("2026-02-28")), dunning.next(first, 1, first));
        assertEquals(Optional.of(LocalDate.parse("2026-03-02")), dunning.next(first, 2, first.plusDays(1)));
        assertEquals(Optional.of(LocalDate.parse("2026-03-04")), dunning.next(first, 3, first.plusDays(3)));
        assertEquals(Optional.empty(), dunning.next(first, 4, first.plusDays(5)));
        // The cron was down for a week: the second try was late, the third is not on the same day.
        assertEquals(Optional.of(first.plusDays(8)), dunning.next(first, 2, first.plusDays(7)));
        assertThrows(IllegalArgumentException.class, () -> new Dunning(List.of(3, 1)));
        assertThrows(IllegalArgumentException.class, () -> new Dunning(List.of()));
    }
}
