package dev.naru.bench.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MemoryTest {

    @Test
    void totalsAreTaken() {
        Memory memory = Memory.parse("""
                55d0c0a00000-7ffd1c5f2000 ---p 00000000 00:00 0                          [rollup]
                Rss:               12092 kB
                Pss:                6041 kB
                Pss_Anon:           2512 kB
                """);

        assertEquals(new Memory(12_092, 6_041), memory);
        assertEquals(new Memory(24_184, 12_082), memory.plus(memory));
    }

    @Test
    void aMissingLineIsAnError() {
        assertThrows(IllegalArgumentException.class, () -> Memory.parse("Rss: 1 kB\n"));
    }

    @Test
    void thisProcessHoldsMemory() throws Exception {
        Memory self = new ProcessTree(ProcessHandle.current()).memory();

        assertTrue(self.rssKb() > 10_000 && self.pssKb() > 0 && self.pssKb() <= self.rssKb());
    }
}
