package dev.naru.origin.platform;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** Reads the process's own secrets folder. A missing or malformed secret stops the start and names the file. */
@Singleton
public class Secrets {

    private final Path dir;

    Secrets(NaruConfig config) {
        this.dir = config.secretsDir();
    }

    /** The only line of a file such as {@code cron-bearer.token}. */
    public String line(String file) {
        List<String> lines = lines(file);
        if (lines.size() != 1) {
            throw new IllegalStateException(dir.resolve(file) + " holds " + lines.size() + " lines; it takes one.");
        }
        return lines.getFirst();
    }

    /** One or two keys, the signing one first: two while a key is being rotated. At least 128 bits each. */
    public List<byte[]> hexKeys(String file) {
        List<byte[]> keys = lines(file).stream().map(line -> hex(file, line)).toList();
        if (keys.size() > 2) {
            throw new IllegalStateException(
                    dir.resolve(file) + " holds " + keys.size() + " keys; it takes one or two.");
        }
        return keys;
    }

    private byte[] hex(String file, String line) {
        try {
            byte[] key = HexFormat.of().parseHex(line);
            if (key.length >= 16) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // Falls through without its message, which quotes the secret.
        }
        throw new IllegalStateException(dir.resolve(file) + " must hold hex lines of at least 32 digits.");
    }

    private List<String> lines(String file) {
        Path path = dir.resolve(file);
        try {
            List<String> lines = Files.readAllLines(path).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            if (lines.isEmpty()) {
                throw new IllegalStateException(path + " is empty.");
            }
            return lines;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Cannot read the secret " + path + ". Set NARU_SECRETS_DIR to this process's secrets folder.", e);
        }
    }
}
