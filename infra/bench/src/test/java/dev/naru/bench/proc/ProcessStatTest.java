package dev.naru.bench.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class ProcessStatTest {

    private static final String NGINX =
            "4321 (nginx) S 4300 4300 4300 0 -1 4194624 812 0 3 0 1507 2893 0 0 20 0 1 0 901 "
                    + "12345 678 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0";

    @Test
    void timesAndParentComeFromTheirFields() {
        ProcessStat stat = ProcessStat.parse(NGINX);

        assertEquals(new ProcessStat(4321, "nginx", 4300, 1507, 2893), stat);
        assertEquals(44_000_000, stat.cpuUs());
    }

    @Test
    void aCommandMayHoldSpacesAndParentheses() {
        ProcessStat stat = ProcessStat.parse(NGINX.replace("(nginx)", "(a) R 1 (b c)"));

        assertEquals("a) R 1 (b c", stat.command());
        assertEquals(4300, stat.parent());
    }

    @Test
    void anotherFormIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> ProcessStat.parse("4321 nginx S 1"));
        assertThrows(IllegalArgumentException.class, () -> ProcessStat.parse("4321 (nginx) S 1 2"));
    }

    @Test
    void thisProcessHasUsedTime() throws Exception {
        ProcessStat self = ProcessStat.read(ProcessHandle.current().pid());

        assertEquals(ProcessHandle.current().pid(), self.pid());
        assertTrue(self.cpuUs() > 0);
    }

    @Test
    void anEndedProcessIsMissing() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();

        assertThrows(NoSuchFileException.class, () -> ProcessStat.read(ended.pid()));
    }
}
