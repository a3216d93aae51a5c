package dev.naru.bench.proc;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * CPU time of every process at one instant, to see who worked between two. A process that starts and ends in between is
 * missed.
 *
 * @param processes by process id
 * @param atNanos on the clock of System.nanoTime
 */
public record Census(Map<Long, ProcessStat> processes, long atNanos) {

    /**
     * What processes other than ours used.
     *
     * @param cores as a number of whole cores
     * @param heaviest up to five, each as {@code command (pid) 37 %} of one core, heaviest first
     */
    public record Others(double cores, List<String> heaviest) {

        public Others {
            heaviest = List.copyOf(heaviest);
        }
    }

    public Census {
        processes = Map.copyOf(processes);
    }

    /** Takes some milliseconds. */
    public static Census take() throws IOException {
        List<Long> pids;
        try (Stream<ProcessHandle> handles = ProcessHandle.allProcesses()) {
            pids = handles.map(ProcessHandle::pid).toList();
        }
        long now = System.nanoTime();
        Map<Long, ProcessStat> processes = new HashMap<>();
        for (long pid : pids) {
            try {
                processes.put(pid, ProcessStat.read(pid));
            } catch (NoSuchFileException ended) {
                // ended since it was listed
            }
        }
        return new Census(processes, now);
    }

    /** Looks on for {@code watchMs}; blocks as long. This process is ours. */
    public static Others watch(long watchMs) throws IOException, InterruptedException {
        Census before = take();
        Thread.sleep(watchMs);
        return take().others(before, List.of(ProcessHandle.current().pid()));
    }

    /** What processes that are not {@code ours} have used since {@code before}. */
    public Others others(Census before, Collection<Long> ours) {
        double us = (atNanos - before.atNanos) / 1000.0;
        List<Map.Entry<Long, ProcessStat>> used = new ArrayList<>();
        long sum = 0;
        for (ProcessStat now : processes.values()) {
            ProcessStat then = before.processes.get(now.pid());
            long more = then == null ? now.cpuUs() : now.cpuUs() - then.cpuUs();
            if (more > 0 && !ours.contains(now.pid())) {
                sum += more;
                used.add(Map.entry(more, now));
            }
        }
        used.sort(Comparator.comparingLong((Map.Entry<Long, ProcessStat> one) -> one.getKey())
                .reversed());
        return new Others(
                sum / us,
                used.stream()
                        .limit(5)
                        .map(one -> one.getValue().command() + " ("
                                + one.getValue().pid() + ") " + Math.round(100 * one.getKey() / us) + " %")
                        .toList());
    }
}
