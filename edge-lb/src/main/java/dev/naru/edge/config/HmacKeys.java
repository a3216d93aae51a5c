package dev.naru.edge.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Keys of an HMAC in a file: one or two lines of hexadecimal digits, 32 to 64 octets each. The first key signs, all verify: to change keys, put the new one above the
 * old one, and drop the old one when its signatures have had their day.
 */
public final class HmacKeys {
    private static final int MIN_OCTETS = 32;
    private static final int MAX_OCTETS = 64;
    private static final int MAX_KEYS = 2;
    private static final int MAX_FILE = 1024;

    private HmacKeys() {}

    /**
     * Reads the keys. Blocks on the file system.
     *
     * @throws IllegalArgumentException when there are none, with a message that names the file and never its content
     */
    public static List<byte[]> read(Path file) {
        List<byte[]> keys = new ArrayList<>();
        try {
            if (Files.size(file) > MAX_FILE) {
                throw refused(file);
            }
            for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                if (!line.isBlank()) {
                    keys.add(HexFormat.of().parseHex(line.strip()));
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the file " + file + " cannot be read", e);
        } catch (IllegalArgumentException e) {
            throw refused(file);
        }
        if (keys.isEmpty()
                || keys.size() > MAX_KEYS
                || keys.stream().anyMatch(key -> key.length < MIN_OCTETS || key.length > MAX_OCTETS)) {
            throw refused(file);
        }
        return List.copyOf(keys);
    }

    private static IllegalArgumentException refused(Path file) {
        return new IllegalArgumentException("the file " + file
                + " must hold one or two lines of 64 to 128 hexadecimal digits; make one:  openssl rand -hex 32 > "
                + file.getFileName());
    }
}
