package dev.naru.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PortsTest {
    @Test
    void freePortsAreAllDifferent() {
        Ports ports = Ports.free();
        Set<Integer> numbers = new HashSet<>();
        for (Ports.Purpose purpose : Ports.Purpose.values()) {
            assertTrue(numbers.add(ports.of(purpose)), purpose + " shares its port");
        }
    }

    @Test
    void aTakenPortIsReplacedAndSaidSo() throws IOException {
        int first = Ports.free().of(Ports.Purpose.HTTP);
        try (ServerSocket taken = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
            List<String> notices = new ArrayList<>();
            Ports ports = Ports.from(first, notices::add);
            assertNotEquals(taken.getLocalPort(), ports.of(Ports.Purpose.HTTP));
            String expected = "port " + first + " (http) is taken: using " + ports.of(Ports.Purpose.HTTP);
            assertEquals(expected, notices.getFirst());
        }
    }

    @Test
    void aFirstPortWithoutRoomIsRefused() {
        assertThrows(LaunchException.class, () -> Ports.from(65_530, notice -> {}));
        assertThrows(LaunchException.class, () -> Ports.from(0, notice -> {}));
    }
}
