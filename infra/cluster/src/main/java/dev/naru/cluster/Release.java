package dev.naru.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What {@code infra/cluster/deploy} puts on a replica: lines {@code NAME=value} in {@code releases/NAME-OF-THE-PROCESS}, read at each start of the process. */
final class Release {
    private Release() {}

    /** Added to the environment of the process; nothing without a file. */
    static Map<String, String> of(Path data, String process) {
        Map<String, String> environment = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(data.resolve("releases").resolve(process))) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    environment.put(line.substring(0, equals), line.substring(equals + 1));
                }
            }
        } catch (NoSuchFileException e) {
            return environment;
        } catch (IOException e) {
            throw new LaunchException("Cannot read the release of " + process + ": " + e.getMessage(), e);
        }
        return environment;
    }
}
