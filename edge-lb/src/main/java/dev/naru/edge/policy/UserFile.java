package dev.naru.edge.policy;

import dev.naru.edge.config.Htpasswd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * Users and passwords of one file, and those that were right lately. A changed file is read again at the next password that has to be verified; when it is wrong, the last good
 * one stays. Thread-safe.
 */
final class UserFile {
    /** How long a right password is remembered: so long a removed user may still come in. */
    static final long REMEMBERED_MS = 60_000;

    private static final int CACHED = 1024;

    /** Octets that bcrypt looks at; it would take a longer password for its beginning. */
    private static final int MAX_PASSWORD = 72;

    final CredentialCache cache = new CredentialCache(CACHED);
    private final Path file;
    private final Consumer<String> log;
    private final FileTime[] read = new FileTime[1];

    private record Users(Map<String, String> hashes, String decoy, int generation) {}

    private volatile Users users;

    /** @throws IllegalArgumentException when the file is wrong */
    UserFile(Path file, Consumer<String> log) {
        this.file = file;
        this.log = log;
        read[0] = modified();
        users = users(Htpasswd.read(file), 0);
    }

    /** Someone's hash stands in for those of users who are not there: guessing names takes as long as guessing passwords. */
    private static Users users(Map<String, String> hashes, int generation) {
        return new Users(hashes, hashes.values().iterator().next(), generation);
    }

    /** Changes with the file. */
    int generation() {
        return users.generation();
    }

    /**
     * Whether it is {@code base64(user:password)} of a user (RFC 7617); slow by design.
     *
     * @return the generation that says so, or -1
     */
    int verify(byte[] credentials) {
        Users current = current();
        String decoded;
        try {
            decoded = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return -1; // not base64, so nobody's password
        }
        int colon = decoded.indexOf(':');
        String password = decoded.substring(colon + 1);
        if (colon < 0 || password.getBytes(StandardCharsets.UTF_8).length > MAX_PASSWORD) {
            return -1;
        }
        String hash = current.hashes().get(decoded.substring(0, colon));
        boolean right = BCrypt.checkpw(password, hash == null ? current.decoy() : hash);
        return right && hash != null ? current.generation() : -1;
    }

    private Users current() {
        synchronized (read) { // threads of the verifier only
            FileTime now = modified();
            if (now != null && !now.equals(read[0])) {
                read[0] = now;
                try {
                    users = users(Htpasswd.read(file), users.generation() + 1);
                } catch (IllegalArgumentException e) {
                    log.accept("the users that were read before stay: " + e.getMessage());
                }
            }
            return users;
        }
    }

    private @Nullable FileTime modified() {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return null; // gone for a moment, as while an editor replaces it: the last good users stay
        }
    }
}
