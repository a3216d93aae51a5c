package dev.naru.bench.proc;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/** A process with its children and their children, looked up afresh at each call. */
public record ProcessTree(ProcessHandle root) {

    /** CPU time of the tree so far, in microseconds. */
    public long cpuUs() throws IOException {
        long sum = 0;
        for (long pid : pids()) {
            try {
                sum += ProcessStat.read(pid).cpuUs();
            } catch (NoSuchFileException ended) {
                // A worker that ended between listing and reading; its time is in no measurement.
            }
        }
        return sum;
    }

    /** Memory of the tree. */
    public Memory memory() throws IOException {
        Memory sum = Memory.NONE;
        for (long pid : pids()) {
            try {
                sum = sum.plus(Memory.read(pid));
            } catch (NoSuchFileException ended) {
                // see cpuUs
            }
        }
        return sum;
    }

    /** Process ids of the tree, the root first. */
    public List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        pids.add(root.pid());
        root.descendants().forEach(child -> pids.add(child.pid()));
        return pids;
    }
}
