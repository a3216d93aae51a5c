package dev.naru.cron.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    Path folder;

    private Secrets read() {
        return new Secrets(TestConfig.of(Map.of("naru.secrets-dir", folder.toString())));
    }

    @Test
    void namesTheMissingFileAndTheRemedy() {
        String message = assertThrows(IllegalStateException.class, this::read).getMessage();
        assertTrue(message.contains(folder.resolve("cron-hmac.key").toString()), message);
        assertTrue(message.contains("openssl rand -hex 32"), message);
    }

    @Test
    void theFirstLineSigns() throws IOException {
        Files.writeString(folder.resolve("cron-hmac.key"), "ff".repeat(32) + "\n" + "00".repeat(32) + "\n");
        assertEquals((byte) 0xff, read().cronHmacKey()[0]);
        Files.writeString(folder.resolve("cron-hmac.key"), "swordfish\n");
        assertTrue(assertThrows(IllegalStateException.class, this::read)
                .getMessage()
                .contains("hexadecimal"));
    }
}
