package dev.naru.bench.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Resident memory, from {@code /proc/PID/smaps_rollup} (proc_pid_smaps(5)).
 *
 * @param rssKb resident set: pages shared by several processes count in each
 * @param pssKb proportional set: a page shared by n processes counts 1/n in each
 */
public record Memory(long rssKb, long pssKb) {

    public static final Memory NONE = new Memory(0, 0);

    /** Parses the file's text. Throws IllegalArgumentException when a line is missing. */
    public static Memory parse(String smapsRollup) {
        return new Memory(kilobytes(smapsRollup, "Rss:"), kilobytes(smapsRollup, "Pss:"));
    }

    private static long kilobytes(String text, String key) {
        for (String line : text.split("\n", -1)) {
            if (line.startsWith(key)) {
                return Long.parseLong(
                        line.substring(key.length()).replace("kB", "").strip());
            }
        }
        throw new IllegalArgumentException("no line " + key + " in smaps_rollup");
    }

    public static Memory read(long pid) throws IOException {
        return parse(Files.readString(Path.of("/proc", Long.toString(pid), "smaps_rollup")));
    }

    public Memory plus(Memory other) {
        return new Memory(rssKb + other.rssKb, pssKb + other.pssKb);
    }
}
