package dev.naru.cron.platform;

import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jboss.logging.Logger;

/** This process's secret, read once from its file. A missing one stops the start, naming the file and how to make it. */
@Startup
@Singleton
public final class Secrets {
    private static final Logger LOG = Logger.getLogger(Secrets.class);
    private static final String NAME = "cron-hmac.key";
    private static final int MIN_KEY_BYTES = 16;

    private final byte[] cronHmacKey;

    /** Reads the key; throws {@link IllegalStateException} naming the file when it is missing or malformed. */
    public Secrets(CronConfig config) {
        Path file = config.secretsDir().resolve(NAME).toAbsolutePath();
        if (config.generateSecrets() && !Files.exists(file)) {
            generate(config.secretsDir(), file);
        }
        cronHmacKey = key(file);
    }

    /** The key that signs calls: the file's first line. The API accepts the second too, while keys are rotated. */
    public byte[] cronHmacKey() {
        return cronHmacKey.clone();
    }

    private static byte[] key(Path file) {
        String first;
        try {
            first = Files.readString(file).lines().findFirst().orElse("").strip();
        } catch (NoSuchFileException e) {
            throw new IllegalStateException(
                    "Secret file %s is missing. Copy it from the API's secrets (both need the same), or make it: (umask 077; openssl rand -hex 32 > %s). Another folder: NARU_SECRETS_DIR."
                            .formatted(file, file),
                    e);
        } catch (IOException e) {
            throw new IllegalStateException("Secret file %s cannot be read: %s".formatted(file, e), e);
        }
        try {
            byte[] key = HexFormat.of().parseHex(first);
            if (key.length >= MIN_KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            LOG.debugf("%s is not hexadecimal", file);
        }
        throw new IllegalStateException(
                "The first line of %s must be hexadecimal, at least %d characters: openssl rand -hex 32"
                        .formatted(file, 2 * MIN_KEY_BYTES));
    }

    private static void generate(Path folder, Path file) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        try {
            Files.createDirectories(folder);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, HexFormat.of().formatHex(random) + "\n");
        } catch (IOException e) {
            throw new IllegalStateException("Cannot write a generated %s: %s".formatted(file, e), e);
        }
        LOG.warnf("Generated %s; development and tests only", file);
    }
}
