package dev.naru.bench.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CoreTimesTest {

    private static final CoreTimes BEFORE = CoreTimes.parse("""
            cpu  100 0 100 1000 0 0 0 0 0 0
            cpu0 50 1 49 500 0 0 0 0 0 0
            cpu1 50 0 50 500 0 0 0 0 0 0
            intr 12345
            """);

    private static final CoreTimes AFTER = CoreTimes.parse("""
            cpu  300 0 300 1000 0 0 0 0 0 0
            cpu0 90 1 99 500 5 1 4 0 0 0
            cpu1 50 0 50 580 0 0 0 20 0 0
            """);

    @Test
    void busyCountsUserSystemAndInterrupts() {
        assertEquals(95.0 / 100, AFTER.busySince(BEFORE, List.of(0)));
        assertEquals(0, AFTER.busySince(BEFORE, List.of(1)));
        assertEquals(95.0 / 200, AFTER.busySince(BEFORE, List.of(0, 1)));
    }

    @Test
    void workLeavesInterruptsOut() {
        assertEquals(90.0 / 200, AFTER.workSince(BEFORE));
    }

    @Test
    void stealIsNeitherBusyNorIdle() {
        assertEquals(20.0 / 200, AFTER.stolenSince(BEFORE));
    }

    @Test
    void theSumLineIsNoCore() {
        assertEquals(Set.of(0, 1), AFTER.numbers());
    }

    @Test
    void thisMachineIsReadable() throws Exception {
        assertTrue(CoreTimes.read().cores().get(0).idle() > 0);
    }
}
