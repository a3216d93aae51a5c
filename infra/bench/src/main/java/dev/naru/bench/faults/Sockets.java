package dev.naru.bench.faults;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Who listens where, as /proc has it. */
final class Sockets {
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String LISTENING = "0A";

    private Sockets() {}

    /** Whether one of these processes listens on an IPv4 port. */
    static boolean listens(List<Long> pids, int port) throws IOException {
        Set<String> inodes = new HashSet<>();
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        for (String line : Files.readAllLines(Path.of("/proc/net/tcp"))) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length > INODE && words[STATE].equals(LISTENING) && words[LOCAL_ADDRESS].endsWith(suffix)) {
                inodes.add("socket:[" + words[INODE] + "]");
            }
        }
        for (long pid : pids) {
            try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
                for (Path descriptor : descriptors) {
                    if (inodes.contains(Files.readSymbolicLink(descriptor).toString())) {
                        return true;
                    }
                }
            } catch (java.nio.file.NoSuchFileException e) {
                // it ended, or closed that one meanwhile: the others are still to be asked
            }
        }
        return false;
    }
}
