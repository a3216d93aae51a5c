package dev.naru.edge.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A flood becomes some lines and a number; what is rare is never lost in it. */
class EventLogTest {
    private final List<String> lines = new ArrayList<>();
    private final EventLog log = new EventLog(lines::add);

    @Test
    void aFloodIsSummedUpAndARareLineIsNot() {
        for (int i = 0; i < 1_239; i++) {
            log.accept("client 10.0.0." + i % 250 + ": TLS failed");
        }
        log.accept("server app/a is down");
        assertEquals(EventLog.PER_WINDOW + 1, lines.size());
        assertEquals("server app/a is down", lines.getLast());
        log.endWindow();
        assertEquals("… and 1,234 more like it, the last: client 10.0.0.238: TLS failed", lines.getLast());
        log.accept("client 10.0.0.1: TLS failed");
        assertEquals("client 10.0.0.1: TLS failed", lines.getLast(), "a new window");
        int before = lines.size();
        log.endWindow();
        assertEquals(before, lines.size(), "nothing was left out");
    }

    @Test
    void kindsAreBounded() {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            name.setLength(0);
            for (int n = i; n > 0; n /= 26) {
                name.append((char) ('a' + n % 26));
            }
            log.accept("client " + name + " is odd");
        }
        assertEquals(200 + EventLog.PER_WINDOW, lines.size(), 1, "the rest is one kind");
        log.endWindow();
        assertEquals(1, lines.stream().filter(line -> line.startsWith("… and ")).count());
    }
}
