package dev.naru.bench.proc;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Who else uses the machine.
 *
 * @param share 0..1 of all cores, this process left out
 * @param processes the heaviest, each as {@code command (pid) 37 %} of one core, heaviest first
 */
public record Busy(double share, List<String> processes) {

    public Busy {
        processes = List.copyOf(processes);
    }

    /** Watches for {@code watchMs}; blocks as long. */
    public static Busy watch(long watchMs) throws IOException, InterruptedException {
        CoreTimes before = CoreTimes.read();
        Map<Long, ProcessStat> first = all();
        Thread.sleep(watchMs);
        CoreTimes after = CoreTimes.read();
        long self = ProcessHandle.current().pid();
        List<Map.Entry<Long, ProcessStat>> used = new ArrayList<>();
        double ownUs = 0;
        for (ProcessStat now : all().values()) {
            ProcessStat then = first.get(now.pid());
            long us = then == null ? now.cpuUs() : now.cpuUs() - then.cpuUs();
            if (now.pid() == self) {
                ownUs = us;
            } else if (us > 0) {
                used.add(Map.entry(us, now));
            }
        }
        used.sort(Comparator.comparingLong((Map.Entry<Long, ProcessStat> e) -> e.getKey())
                .reversed());
        int cores = after.totalTicks().size();
        double share = after.busySince(before, after.totalTicks().keySet()) - ownUs / (watchMs * 1000.0 * cores);
        return new Busy(
                Math.max(0, share),
                used.stream().limit(5).map(e -> describe(e, watchMs)).toList());
    }

    private static String describe(Map.Entry<Long, ProcessStat> used, long watchMs) {
        ProcessStat process = used.getValue();
        return process.command() + " (" + process.pid() + ") " + used.getKey() / 10 / watchMs + " %";
    }

    private static Map<Long, ProcessStat> all() throws IOException {
        Map<Long, ProcessStat> processes = new HashMap<>();
        List<Long> pids;
        try (Stream<ProcessHandle> handles = ProcessHandle.allProcesses()) {
            pids = handles.map(ProcessHandle::pid).toList();
        }
        for (long pid : pids) {
            try {
                processes.put(pid, ProcessStat.read(pid));
            } catch (NoSuchFileException ended) {
                // ended since it was listed
            }
        }
        return processes;
    }
}
