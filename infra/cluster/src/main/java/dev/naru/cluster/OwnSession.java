package dev.naru.cluster;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a command into a session of its own, so that Ctrl-C in the terminal reaches the launcher alone, which then stops the others in
 * order. Where {@code setsid} is missing (macOS), Ctrl-C reaches all at once and all still stop.
 */
final class OwnSession {
    private static final boolean AVAILABLE = onPath("setsid");

    private OwnSession() {}

    static List<String> command(String... command) {
        return command(List.of(command));
    }

    /** The process keeps its id: {@code setsid} becomes the command. */
    static List<String> command(List<String> command) {
        List<String> all = new ArrayList<>();
        if (AVAILABLE) {
            all.add("setsid");
        }
        all.addAll(command);
        return all;
    }

    static boolean onPath(String program) {
        String path = System.getenv("PATH");
        if (path == null) {
            return false;
        }
        for (String folder : path.split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
