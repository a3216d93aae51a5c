package dev.naru.edge.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads files of {@code user:hash} lines as Apache's htpasswd writes them, bcrypt only: its other hashes fall to a graphics card in hours. */
public final class Htpasswd {
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-7])\\$[./A-Za-z0-9]{53}");
    private static final int MAX_BYTES = 1024 * 1024;

    private Htpasswd() {}

    /**
     * The hash of each user. Empty lines and lines that begin with {@code #} are passed over.
     *
     * @throws IllegalArgumentException naming file, line and remedy, when it cannot be read or a line is wrong; never with
     *     anything of the hash
     */
    public static Map<String, String> read(Path file) {
        List<String> lines;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException(file + " is larger than " + MAX_BYTES + " bytes");
            }
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read as UTF-8 text: " + e.getMessage(), e);
        }
        Map<String, String> users = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int colon = line.indexOf(':');
            String where = file + ":" + (i + 1) + ": ";
            if (colon <= 0 || !BCRYPT.matcher(line.substring(colon + 1)).matches()) {
                throw new IllegalArgumentException(where
                        + "expected user:hash with a bcrypt hash of cost 4 to 17; make it with htpasswd -nB user");
            }
            if (users.put(line.substring(0, colon), line.substring(colon + 1)) != null) {
                throw new IllegalArgumentException(where + "the user is there twice");
            }
        }
        if (users.isEmpty()) {
            throw new IllegalArgumentException(file + " has no users; make one with htpasswd -nB user");
        }
        return Map.copyOf(users);
    }
}
