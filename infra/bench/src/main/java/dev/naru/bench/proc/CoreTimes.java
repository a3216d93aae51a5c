package dev.naru.bench.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Busy and idle time of each core since boot, from {@code /proc/stat} (proc_stat(5)).
 *
 * @param busyTicks by core: user, nice, system, irq and softirq time
 * @param stealTicks by core: time the hypervisor gave to others
 * @param totalTicks by core: all of it
 */
public record CoreTimes(Map<Integer, Long> busyTicks, Map<Integer, Long> stealTicks, Map<Integer, Long> totalTicks) {

    public CoreTimes {
        busyTicks = Map.copyOf(busyTicks);
        stealTicks = Map.copyOf(stealTicks);
        totalTicks = Map.copyOf(totalTicks);
    }

    /** Parses the file's text; lines other than {@code cpuN} are skipped. */
    public static CoreTimes parse(String text) {
        Map<Integer, Long> busy = new HashMap<>();
        Map<Integer, Long> steal = new HashMap<>();
        Map<Integer, Long> total = new HashMap<>();
        for (String line : text.split("\n", -1)) {
            if (!line.startsWith("cpu") || line.length() < 4 || !Character.isDigit(line.charAt(3))) {
                continue;
            }
            String[] fields = line.split(" +", -1);
            int core = Integer.parseInt(fields[0].substring(3));
            // user nice system idle iowait irq softirq steal; guest time is already in user
            long busyTime =
                    ticks(fields, 1) + ticks(fields, 2) + ticks(fields, 3) + ticks(fields, 6) + ticks(fields, 7);
            busy.put(core, busyTime);
            steal.put(core, ticks(fields, 8));
            total.put(core, busyTime + ticks(fields, 4) + ticks(fields, 5) + ticks(fields, 8));
        }
        return new CoreTimes(busy, steal, total);
    }

    private static long ticks(String[] fields, int index) {
        return index < fields.length ? Long.parseLong(fields[index]) : 0;
    }

    public static CoreTimes read() throws IOException {
        return parse(Files.readString(Path.of("/proc/stat")));
    }

    /** Share of the time since {@code before} that the cores worked, 0..1, averaged over them. */
    public double busySince(CoreTimes before, Iterable<Integer> cores) {
        long busy = 0;
        long total = 0;
        for (int core : cores) {
            busy += at(busyTicks, core) - at(before.busyTicks, core);
            total += at(totalTicks, core) - at(before.totalTicks, core);
        }
        return total == 0 ? 0 : (double) busy / total;
    }

    /** Share of the time since {@code before} that the hypervisor took from all cores, 0..1. */
    public double stolenSince(CoreTimes before) {
        long stolen = 0;
        long total = 0;
        for (int core : totalTicks.keySet()) {
            stolen += at(stealTicks, core) - at(before.stealTicks, core);
            total += at(totalTicks, core) - at(before.totalTicks, core);
        }
        return total == 0 ? 0 : (double) stolen / total;
    }

    private static long at(Map<Integer, Long> ticks, int core) {
        return ticks.getOrDefault(core, 0L);
    }
}
