package dev.naru.cluster.payments;

import dev.naru.cluster.Cluster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What Linux counts: CPU seconds by process, the machine's idle time, and what one flush to its disk costs. */
final class Machine {
    private static final double TICKS_PER_S = 100;

    /** @param cpuS by process, its children included; {@code idle} and {@code waiting for the disk} are the machine's */
    record Reading(Map<String, Double> cpuS) {
        Map<String, Double> since(Reading before) {
            Map<String, Double> used = new LinkedHashMap<>();
            cpuS.forEach(
                    (name, seconds) -> used.put(name, seconds - before.cpuS().getOrDefault(name, 0.0)));
            return used;
        }
    }

    private Machine() {}

    static Reading read(Cluster cluster) {
        Map<String, Double> cpu = new LinkedHashMap<>();
        for (String name : cluster.names()) {
            cluster.process(name)
                    .handle()
                    .ifPresent(handle -> cpu.put(
                            name,
                            cpu(handle.pid())
                                    + handle.descendants()
                                            .mapToDouble(child -> cpu(child.pid()))
                                            .sum()));
        }
        cpu.put("this process", cpu(ProcessHandle.current().pid()));
        String[] all = firstLine("/proc/stat").trim().split("\\s+", -1);
        if (all.length > 5) {
            cpu.put("idle", Long.parseLong(all[4]) / TICKS_PER_S);
            cpu.put("waiting for the disk", Long.parseLong(all[5]) / TICKS_PER_S);
        }
        return new Reading(cpu);
    }

    /** User and system seconds; 0 when it has ended. Fields 14 and 15 of /proc/PID/stat, counted after the name's bracket. */
    private static double cpu(long pid) {
        String stat = firstLine("/proc/" + pid + "/stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ", -1);
        return fields.length < 13 ? 0 : (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_S;
    }

    private static String firstLine(String file) {
        try {
            return Files.readString(Path.of(file)).lines().findFirst().orElse("");
        } catch (IOException endedMeanwhile) {
            return "";
        }
    }

    /** Milliseconds of an 8 KiB write and its flush, the median and the 99th percentile of 200. */
    static double[] flushMs(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "flush", ".probe");
        double[] took = new double[200];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int i = 0; i < took.length; i++) {
                ByteBuffer page = ByteBuffer.allocate(8192);
                long from = System.nanoTime();
                while (page.hasRemaining()) {
                    channel.write(page);
                }
                channel.force(false);
                took[i] = (System.nanoTime() - from) / 1e6;
            }
        } finally {
            Files.delete(file);
        }
        Arrays.sort(took);
        return new double[] {took[100], took[198]};
    }
}
