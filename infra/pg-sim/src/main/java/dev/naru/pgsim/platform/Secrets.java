package dev.naru.pgsim.platform;

import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.logging.Logger;

/** This process's secrets, read once from files. A missing one stops the start, naming the file and how to make it. */
@Startup
@Singleton
public final class Secrets {
    private static final Logger LOG = Logger.getLogger(Secrets.class);
    private static final int MIN_KEY_BYTES = 16;

    private final Path dir;
    private final boolean generate;
    private final String tossSecretKey;
    private final List<byte[]> webhookKeys;
    private final Optional<String> cronBearer;
    private final Optional<String> kakaoSecretKey;
    private final Optional<String> niceSecretKey;

    /** Reads all secrets; throws {@link IllegalStateException} naming the first that is missing or malformed. */
    public Secrets(PgSimConfig config) {
        dir = config.secretsDir();
        generate = config.generateSecrets();
        tossSecretKey = required("toss-secret.key", "test_sk_").getFirst();
        webhookKeys =
                required("toss-webhook.key", "").stream().map(this::hexKey).toList();
        cronBearer = read("cron-bearer.token").map(List::getFirst);
        kakaoSecretKey = read("kakao-secret.key").map(List::getFirst);
        niceSecretKey = read("nice-secret.key").map(List::getFirst);
    }

    /** The key a shop authenticates with: {@code Authorization: Basic base64(key + ":")}. */
    public String tossSecretKey() {
        return tossSecretKey;
    }

    /** One or two keys, decoded; the first signs webhooks. */
    public List<byte[]> webhookKeys() {
        return webhookKeys;
    }

    /** {@code Authorization: SECRET_KEY <key>} of the Kakao dialect; absent, that dialect lets nobody in. */
    public Optional<String> kakaoSecretKey() {
        return kakaoSecretKey;
    }

    /** Signs what the NICE dialect says, and opens its API; absent, that dialect lets nobody in. */
    public Optional<String> niceSecretKey() {
        return niceSecretKey;
    }

    /** What a buyer who has authenticated brings back to the shop as Kakao's {@code pg_token}: nobody else can make it. */
    public String buyerToken(String paymentKey) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(webhookKeys.getFirst(), "HmacSHA256"));
            byte[] whole = mac.doFinal(("pg_token\n" + paymentKey).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(whole, 0, 10);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }

    /** Opens the shop's {@code /operations/ledger}; absent, the ledger page shows this side only. */
    public Optional<String> cronBearer() {
        return cronBearer;
    }

    private List<String> required(String name, String prefix) {
        return read(name).or(() -> generated(name, prefix)).orElseThrow(() -> {
            Path file = dir.resolve(name).toAbsolutePath();
            return new IllegalStateException(
                    "Secret file %s is missing. Make it, readable by this process only: ".formatted(file)
                            + "mkdir -p %s && (umask 077; echo \"%s$(openssl rand -hex 32)\" > %s), or name another folder in NARU_SECRETS_DIR."
                                    .formatted(file.getParent(), prefix, file));
        });
    }

    private Optional<List<String>> read(String name) {
        Path file = dir.resolve(name);
        try {
            List<String> lines = Files.readString(file)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .limit(2)
                    .toList();
            if (lines.isEmpty()) {
                throw new IllegalStateException("Secret file %s is empty; it must hold one line.".formatted(file));
            }
            return Optional.of(lines);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("Secret file %s cannot be read: %s".formatted(file, e), e);
        }
    }

    private Optional<List<String>> generated(String name, String prefix) {
        if (!generate) {
            return Optional.empty();
        }
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String line = prefix + HexFormat.of().formatHex(random);
        try {
            Files.createDirectories(dir);
            Path file = Files.createFile(
                    dir.resolve(name),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, line + "\n");
        } catch (IOException e) {
            throw new IllegalStateException("Cannot write a generated %s to %s: %s".formatted(name, dir, e), e);
        }
        LOG.warnf("Generated %s; development and tests only", dir.resolve(name));
        return Optional.of(List.of(line));
    }

    private byte[] hexKey(String line) {
        try {
            byte[] key = HexFormat.of().parseHex(line);
            if (key.length >= MIN_KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            LOG.debug("toss-webhook.key is not hexadecimal");
        }
        throw new IllegalStateException(
                "Each line of %s must be hexadecimal, at least %d characters: openssl rand -hex 32"
                        .formatted(dir.resolve("toss-webhook.key"), 2 * MIN_KEY_BYTES));
    }
}
