package dev.naru.pgsim.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    Path folder;

    private Secrets read() {
        return new Secrets(TestConfig.of(Map.of("naru.secrets-dir", folder.toString())));
    }

    @Test
    void namesTheMissingFileAndTheRemedy() throws IOException {
        String first = assertThrows(IllegalStateException.class, this::read).getMessage();
        assertTrue(first.contains(folder.resolve("toss-secret.key").toString()), first);
        assertTrue(first.contains("openssl rand -hex 32"), first);
        Files.writeString(folder.resolve("toss-secret.key"), "test_sk_1\n");
        String second = assertThrows(IllegalStateException.class, this::read).getMessage();
        assertTrue(second.contains("toss-webhook.key"), second);
    }

    @Test
    void readsTwoKeysAndAnOptionalBearer() throws IOException {
        Files.writeString(folder.resolve("toss-secret.key"), "test_sk_1\n");
        Files.writeString(folder.resolve("toss-webhook.key"), "00".repeat(32) + "\n" + "ff".repeat(32) + "\n");
        Secrets secrets = read();
        assertEquals("test_sk_1", secrets.tossSecretKey());
        assertEquals(2, secrets.webhookKeys().size());
        assertEquals((byte) 0xff, secrets.webhookKeys().get(1)[31]);
        assertEquals(Optional.empty(), secrets.cronBearer());
    }

    @Test
    void refusesAKeyThatIsNotHex() throws IOException {
        Files.writeString(folder.resolve("toss-secret.key"), "test_sk_1\n");
        Files.writeString(folder.resolve("toss-webhook.key"), "swordfish\n");
        assertTrue(assertThrows(IllegalStateException.class, this::read)
                .getMessage()
                .contains("hexadecimal"));
    }
}
