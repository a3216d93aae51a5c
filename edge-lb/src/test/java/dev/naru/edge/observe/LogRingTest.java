package dev.naru.edge.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LogRingTest {
    private static boolean line(LogRing ring, String text, int need) {
        byte[] page = ring.reserve(need);
        if (page == LogRing.NONE) {
            return false;
        }
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, page, ring.position(), bytes.length);
        ring.commit(ring.position() + bytes.length);
        return true;
    }

    /** Whatever the writer does meanwhile: each line is written once and in order, or counted as dropped. */
    @Property(tries = 200)
    void writesEachLineOnceOrCountsIt(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        LogRing ring = new LogRing();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringBuilder expected = new StringBuilder();
        long dropped = 0;
        for (int i = 0; i < 3_000; i++) {
            switch (random.nextInt(40)) {
                case 0 -> ring.drainTo(out);
                case 1, 2 -> ring.publish();
                default -> {
                    String text = i + "x".repeat(random.nextInt(400)) + "\n";
                    if (line(ring, text, text.length() + random.nextInt(10_000))) {
                        expected.append(text);
                    } else {
                        dropped++;
                    }
                }
            }
        }
        ring.publish();
        ring.drainTo(out);
        ring.publish();
        ring.drainTo(out);
        assertEquals(expected.toString(), out.toString(StandardCharsets.US_ASCII));
        assertEquals(dropped, ring.dropped());
    }

    @Test
    void dropsAndCountsWhenTheWriterIsBehind() throws IOException {
        LogRing ring = new LogRing();
        String big = "y".repeat(60_000) + "\n";
        int taken = 0;
        while (line(ring, big, big.length())) {
            taken++;
        }
        assertTrue(taken >= 3 && taken < 10, "bounded: " + taken);
        for (int i = 0; i < 9; i++) {
            assertSame(LogRing.NONE, ring.reserve(10));
        }
        assertEquals(10, ring.dropped());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ring.publish();
        ring.drainTo(out);
        assertEquals((long) taken * big.length(), out.size());
        assertTrue(line(ring, "again\n", 6), "room again");
    }

    @Test
    void aLineLongerThanAPageIsDropped() {
        LogRing ring = new LogRing();
        assertSame(LogRing.NONE, ring.reserve(LogRing.PAGE_BYTES + 1));
        assertEquals(1, ring.dropped());
    }
}
