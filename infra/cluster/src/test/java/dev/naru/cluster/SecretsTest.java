package dev.naru.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretsTest {
    @TempDir
    Path temp;

    @Test
    void everyFileIsReadableByItsOwnerOnly() throws IOException {
        Secrets.ensure(temp.resolve("config"), false, Clock.systemUTC());
        for (Path path : tree()) {
            String expected = Files.isDirectory(path) ? "rwx------" : "rw-------";
            assertEquals(expected, PosixFilePermissions.toString(Files.getPosixFilePermissions(path)), path.toString());
        }
    }

    @Test
    void aProcessGetsItsOwnSecretsAndNoOthers() throws IOException {
        Secrets secrets = Secrets.ensure(temp.resolve("config"), false, Clock.systemUTC());
        assertEquals(List.of("connection.properties", "ticket-signing.pem"), names(secrets.folder("shop")));
        assertEquals(List.of("cron-bearer.token", "cron-hmac.key"), names(secrets.folder("cron")));
        assertEquals(
                List.of(
                        "cron-bearer.token",
                        "kakao-secret.key",
                        "nice-secret.key",
                        "toss-secret.key",
                        "toss-webhook.key"),
                names(secrets.folder("pg")));
        assertEquals(
                List.of("admin.token", "api.key", "api.pem", "pg.key", "pg.pem", "www.key", "www.pem"),
                names(secrets.folder("edge")));
    }

    @Test
    void sharedSecretsAreEqualAndDifferentOnesDiffer() {
        Secrets secrets = Secrets.ensure(temp.resolve("config"), false, Clock.systemUTC());
        assertEquals(secrets.read("origin", "cron-hmac.key"), secrets.read("cron", "cron-hmac.key"));
        assertEquals(secrets.read("origin", "toss-webhook.key"), secrets.read("pg", "toss-webhook.key"));
        assertEquals(64, secrets.read("cron", "cron-hmac.key").length());
        assertNotEquals(secrets.read("cron", "cron-hmac.key"), secrets.read("cron", "cron-bearer.token"));
        assertNotEquals(secrets.read("db", "password"), secrets.read("redis", "password"));
    }

    @Test
    void aSecondRunChangesNothingAndAddsWhatIsMissing() throws IOException {
        Secrets secrets = Secrets.ensure(temp.resolve("config"), false, Clock.systemUTC());
        Map<Path, String> before = contents();
        Files.delete(secrets.folder("cron").resolve("cron-hmac.key"));
        Secrets.ensure(temp.resolve("config"), false, Clock.systemUTC());
        assertEquals(before, contents());
    }

    @Test
    void onlyTheImagesOfOthersMayReadWhatIsOpenedForThem() throws IOException {
        Secrets secrets = Secrets.ensure(temp.resolve("config"), true, Clock.systemUTC());
        assertTrue(Files.getPosixFilePermissions(secrets.folder("db").resolve("password"))
                .toString()
                .contains("OTHERS_READ"));
        assertFalse(Files.getPosixFilePermissions(secrets.folder("origin").resolve("connection.properties"))
                .toString()
                .contains("OTHERS_READ"));
        Secrets.ensure(temp.resolve("config"), true, Clock.systemUTC());
    }

    private List<Path> tree() throws IOException {
        try (Stream<Path> walk = Files.walk(temp.resolve("config"))) {
            return walk.toList();
        }
    }

    private Map<Path, String> contents() throws IOException {
        Map<Path, String> texts = new TreeMap<>();
        for (Path path : tree()) {
            if (Files.isRegularFile(path)) {
                texts.put(path, Files.readString(path));
            }
        }
        return texts;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
