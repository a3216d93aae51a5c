package dev.naru.bench.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The line of {@code /proc/PID/stat} (proc_pid_stat(5)), as far as it is used here. Times count all threads of the
 * process, those that ended included; Linux scales them to the scheduler's exact run time, so that a tick's size bounds
 * the resolution, not the error.
 *
 * @param pid process id
 * @param command file name of the program, at most 15 characters; may hold spaces and parentheses
 * @param parent process id of the parent
 * @param userTicks CPU time in user mode, in ticks of {@link #TICK_US}
 * @param systemTicks CPU time in kernel mode, in ticks
 */
public record ProcessStat(long pid, String command, long parent, long userTicks, long systemTicks) {

    /** USER_HZ is 100 in the ABI of every architecture that Java 25 runs on. */
    public static final long TICK_US = 10_000;

    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int SYSTEM = 12;

    /** Parses a line. Throws IllegalArgumentException for one that is not of this form. */
    public static ProcessStat parse(String line) {
        int open = line.indexOf('(');
        int close = line.lastIndexOf(')'); // the command itself may hold ") ("
        if (open < 2 || close < open || close + 2 > line.length()) {
            throw new IllegalArgumentException("not a line of /proc/PID/stat: " + line);
        }
        String[] fields = line.substring(close + 2).strip().split(" ", -1);
        if (fields.length <= SYSTEM) {
            throw new IllegalArgumentException("/proc/PID/stat with too few fields: " + line);
        }
        return new ProcessStat(
                Long.parseLong(line.substring(0, open).strip()),
                line.substring(open + 1, close),
                Long.parseLong(fields[PARENT]),
                Long.parseLong(fields[USER]),
                Long.parseLong(fields[SYSTEM]));
    }

    /** Reads a live process. Throws NoSuchFileException when it has ended. */
    public static ProcessStat read(long pid) throws IOException {
        Path file = Path.of("/proc", Long.toString(pid), "stat");
        try {
            return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            // A process that ends between open and read gives ESRCH.
            throw new NoSuchFileException(file.toString(), null, String.valueOf(e.getMessage()));
        }
    }

    /** User and system time in microseconds. */
    public long cpuUs() {
        return (userTicks + systemTicks) * TICK_US;
    }
}
