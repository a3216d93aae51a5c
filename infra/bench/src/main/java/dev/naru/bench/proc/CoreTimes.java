package dev.naru.bench.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * What each core has done since boot, from {@code /proc/stat} (proc_stat(5)).
 *
 * @param cores by number
 */
public record CoreTimes(Map<Integer, Core> cores) {

    /**
     * One core, in ticks.
     *
     * @param work of processes: user, nice and system time
     * @param interrupts hard and soft
     * @param idle or waiting for a disk
     * @param stolen by the hypervisor for others
     */
    public record Core(long work, long interrupts, long idle, long stolen) {

        private static final Core NONE = new Core(0, 0, 0, 0);

        private long total() {
            return work + interrupts + idle + stolen;
        }
    }

    public CoreTimes {
        cores = Map.copyOf(cores);
    }

    /** Parses the file's text; lines other than {@code cpuN} are skipped. */
    public static CoreTimes parse(String text) {
        Map<Integer, Core> cores = new HashMap<>();
        for (String line : text.split("\n", -1)) {
            if (!line.startsWith("cpu") || line.length() < 4 || !Character.isDigit(line.charAt(3))) {
                continue;
            }
            // user nice system idle iowait irq softirq steal; guest time is already in user
            String[] fields = line.split(" +", -1);
            cores.put(
                    Integer.parseInt(fields[0].substring(3)),
                    new Core(
                            ticks(fields, 1) + ticks(fields, 2) + ticks(fields, 3),
                            ticks(fields, 6) + ticks(fields, 7),
                            ticks(fields, 4) + ticks(fields, 5),
                            ticks(fields, 8)));
        }
        return new CoreTimes(cores);
    }

    private static long ticks(String[] fields, int index) {
        return index < fields.length ? Long.parseLong(fields[index]) : 0;
    }

    public static CoreTimes read() throws IOException {
        return parse(Files.readString(Path.of("/proc/stat")));
    }

    public Set<Integer> numbers() {
        return cores.keySet();
    }

    /** Share of the time since {@code before} that the given cores worked or handled interrupts, 0..1. */
    public double busySince(CoreTimes before, Collection<Integer> of) {
        return share(before, of, core -> core.work() + core.interrupts());
    }

    /** Share of the time since {@code before} that all cores worked for processes, 0..1. */
    public double workSince(CoreTimes before) {
        return share(before, numbers(), Core::work);
    }

    /** Share of the time since {@code before} that the hypervisor took from all cores, 0..1. */
    public double stolenSince(CoreTimes before) {
        return share(before, numbers(), Core::stolen);
    }

    private double share(CoreTimes before, Collection<Integer> of, ToLongFunction<Core> part) {
        long parts = 0;
        long total = 0;
        for (int number : of) {
            Core now = cores.getOrDefault(number, Core.NONE);
            Core then = before.cores.getOrDefault(number, Core.NONE);
            parts += part.applyAsLong(now) - part.applyAsLong(then);
            total += now.total() - then.total();
        }
        return total == 0 ? 0 : (double) parts / total;
    }
}
