package dev.naru.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes the secrets of docs/contracts.md, one folder per process under {@code base}: {@code shop}, {@code origin}, {@code cron},
 * {@code pg}, {@code edge/secrets}, {@code db}, {@code redis}. Only what is missing is made, so a second run changes nothing, and
 * a secret that two processes share is the same in both folders.
 */
public final class Secrets {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path base;

    private Secrets(Path base) {
        this.base = base;
    }

    /**
     * Makes what is missing.
     *
     * @param readableByAll whether {@code db} and {@code redis} are readable by every user: in a container their folder is a volume
     *     that only that container mounts, and the public images run under users of their own.
     */
    public static Secrets ensure(Path base, boolean readableByAll, Clock clock) {
        PrivateFiles.folder(base);
        Secrets secrets = new Secrets(base);
        secrets.share("ticket-signing.pem", Secrets::signingKey, "shop");
        secrets.share("return-state.key", Secrets::key256, "origin");
        secrets.share("file-links.key", Secrets::key256, "origin");
        secrets.share("cron-hmac.key", Secrets::key256, "origin", "cron");
        secrets.share("cron-bearer.token", Secrets::key256, "origin", "cron", "pg");
        secrets.share("toss-secret.key", () -> "test_sk_" + random(16), "origin", "pg");
        secrets.share("toss-webhook.key", Secrets::key256, "origin", "pg");
        secrets.share("kakao-secret.key", () -> "DEV" + random(16), "origin", "pg");
        secrets.share("nice-secret.key", () -> random(16), "origin", "pg");
        secrets.share("admin.token", Secrets::key256, "edge/secrets");
        secrets.share("password", Secrets::key256, "db");
        secrets.share("password", Secrets::key256, "redis");
        secrets.connections();
        Certificates.ensure(base.resolve("edge"), clock);
        if (readableByAll) {
            secrets.openToAll("db", "password");
            secrets.openToAll("redis", "redis.conf");
        }
        return secrets;
    }

    /** The folder of a process; the edge's also holds its edge.yaml, so its secrets are one level down. */
    public Path folder(String process) {
        return base.resolve(process.equals("edge") ? "edge/secrets" : process);
    }

    /** A secret's text without the end of its line. */
    public String read(String process, String file) {
        return PrivateFiles.read(folder(process).resolve(file)).strip();
    }

    /** Passwords reach the services as a properties file named by SMALLRYE_CONFIG_LOCATIONS: nobody reads them off a process list. */
    private void connections() {
        String redis = read("redis", "password");
        PrivateFiles.write(
                folder("shop").resolve("connection.properties"), properties("quarkus.redis.password", redis));
        PrivateFiles.write(
                folder("origin").resolve("connection.properties"),
                properties("quarkus.datasource.password", read("db", "password")));
        PrivateFiles.write(folder("redis").resolve("redis.conf"), "requirepass " + redis + "\n");
    }

    /** The ordinal puts the file above a module's own application.properties (250) and below the environment (300). */
    private static String properties(String name, String value) {
        return "config_ordinal=275\n" + name + "=" + value + "\n";
    }

    private void share(String file, Supplier<String> maker, String... processes) {
        List<Path> copies = List.of(processes).stream()
                .map(process -> PrivateFiles.folder(base.resolve(process)).resolve(file))
                .toList();
        String value = copies.stream()
                .filter(Files::exists)
                .findFirst()
                .map(PrivateFiles::read)
                .orElseGet(() -> maker.get().strip() + "\n");
        for (Path copy : copies) {
            if (!Files.exists(copy)) {
                PrivateFiles.write(copy, value);
            }
        }
    }

    private void openToAll(String process, String file) {
        Path path = folder(process).resolve(file);
        PrivateFiles.write(path, PrivateFiles.read(path), PosixFilePermissions.fromString("r--r--r--"));
        PrivateFiles.mode(folder(process), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String key256() {
        return random(32);
    }

    private static String random(int bytes) {
        byte[] value = new byte[bytes];
        RANDOM.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }

    private static String signingKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return Pem.text(
                    "PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new LaunchException("This JDK cannot make EC P-256 keys: " + e, e);
        }
    }
}
