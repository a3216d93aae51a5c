package dev.naru.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class EdgeConfigFileTest {
    private final String template = read();

    @Test
    void theUsualPortsLeaveTheTemplateAsItIs() {
        assertEquals(template, EdgeConfigFile.local(Ports.contract()).from(template));
    }

    @Test
    void everyAddressIsReplaced() {
        Ports ports = Ports.free();
        String text = EdgeConfigFile.local(ports).from(template);
        for (Ports.Purpose purpose : Ports.Purpose.values()) {
            assertFalse(text.contains(":" + purpose.usual() + '"'), purpose + " is left");
        }
        assertTrue(text.contains("{ name: prod2-a, address: \"127.0.0.1:" + ports.of(Ports.Purpose.PROD2_A) + "\" }"));
    }

    @Test
    void containersAreReachedByTheNamesOfTheirServices() {
        String text = EdgeConfigFile.containers().from(template);
        assertTrue(text.contains("{ name: origin-b, address: \"origin-b:8080\", backup: true }"));
        assertTrue(text.contains("admin: { address: \"0.0.0.0:9900\""));
        assertFalse(text.contains("127.0.0.1"));
    }

    @Test
    void aTemplateWithoutAnAddressIsRefused() {
        String broken = template.replace("127.0.0.1:8501", "127.0.0.1:8502");
        LaunchException refusal = assertThrows(
                LaunchException.class, () -> EdgeConfigFile.containers().from(broken));
        assertTrue(refusal.getMessage().contains("127.0.0.1:8501"));
    }

    private static String read() {
        try {
            return Files.readString(Path.of("../edge/edge.yaml"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
