package dev.naru.cron.trigger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static Run run(int minute) {
        Instant at = START.plusSeconds(60L * minute);
        return Run.calling("auto_send", at, Run.Cause.SCHEDULE, at);
    }

    @Test
    void keepsTheNewestAndForgetsTheOldest() {
        History history = new History();
        for (int minute = 0; minute < History.MAX_RUNS + 5; minute++) {
            history.put(run(minute));
        }
        assertEquals(History.MAX_RUNS, history.newest().size());
        assertEquals(run(History.MAX_RUNS + 4), history.newest().getFirst());
        assertTrue(history.find("auto_send", START).isEmpty());
        history.change(run(0), Run::again);
        assertEquals(History.MAX_RUNS, history.newest().size());
    }

    @Test
    void aJobAndInstantAppearOnce() {
        History history = new History();
        history.put(run(0));
        history.put(run(1));
        history.put(run(0).again());
        assertEquals(2, history.newest().size());
        assertEquals(2, history.newest().getFirst().calls());
    }
}
