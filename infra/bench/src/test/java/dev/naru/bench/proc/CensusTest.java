package dev.naru.bench.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CensusTest {

    private static final Census BEFORE =
            new Census(Map.of(1L, process(1, "init", 100), 2L, process(2, "proxy", 0), 3L, process(3, "mvn", 50)), 0);

    private static final Census AFTER = new Census(
            Map.of(
                    1L,
                    process(1, "init", 100),
                    2L,
                    process(2, "proxy", 95),
                    3L,
                    process(3, "mvn", 80),
                    4L,
                    process(4, "javac", 60)),
            1_000_000_000);

    @Test
    void othersAreWhoWorkedAndIsNotOurs() {
        Census.Others others = AFTER.others(BEFORE, List.of(2L));

        assertEquals(0.9, others.cores(), 1e-9);
        assertEquals(List.of("javac (4) 60 %", "mvn (3) 30 %"), others.heaviest());
    }

    @Test
    void thisMachineIsCounted() throws Exception {
        assertTrue(Census.take().processes().containsKey(ProcessHandle.current().pid()));
    }

    private static ProcessStat process(long pid, String command, long ticks) {
        return new ProcessStat(pid, command, 1, ticks, 0);
    }
}
