package dev.naru.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What processes hold in memory, from Linux's {@code /proc}: the proportional set size, which counts shared pages once. */
final class Memory {
    private static final String PROPORTIONAL = "Pss:";

    private Memory() {}

    /** KiB of the processes and all that they started; empty where there is no such account. */
    static OptionalLong kib(List<ProcessHandle> processes) {
        if (!Files.isReadable(Path.of("/proc/self/smaps_rollup"))) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(processes.stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .mapToLong(process -> kib(process.pid()))
                .sum());
    }

    private static long kib(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
                if (line.startsWith(PROPORTIONAL)) {
                    return Long.parseLong(line.substring(PROPORTIONAL.length())
                            .replace("kB", "")
                            .strip());
                }
            }
            return 0;
        } catch (IOException endedMeanwhile) {
            return 0;
        }
    }
}
