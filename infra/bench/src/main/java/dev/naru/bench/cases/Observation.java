package dev.naru.bench.cases;

import dev.naru.bench.load.LoadGenerator;
import dev.naru.bench.proc.Census;
import dev.naru.bench.proc.CoreTimes;
import dev.naru.bench.proc.ProcessStat;
import dev.naru.bench.proxy.RunningProxy;
import dev.naru.bench.report.Metric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Watches the proxy, the cores and everybody else over one measurement. */
final class Observation {

    /** Share of a core that processes outside of the comparison may use before a sample counts as disturbed. */
    private static final double TOLERATED_OTHERS = 0.06;

    /** Share of the time that the hypervisor may take. */
    private static final double TOLERATED_STEAL = 0.02;

    private final Bench bench;
    private final RunningProxy proxy;
    private final LoadGenerator load;
    private final int loops;
    private final long ownUsBefore;
    private final CoreTimes coresBefore;
    private final Census before;
    private final long cpuUsBefore;
    private final long answeredBefore;
    private final long startNanos;

    private Observation(Bench bench, RunningProxy proxy, LoadGenerator load, int loops) throws IOException {
        this.bench = bench;
        this.proxy = proxy;
        this.load = load;
        this.loops = loops;
        this.before = Census.take();
        this.ownUsBefore = ownCpuUs();
        this.coresBefore = CoreTimes.read();
        this.cpuUsBefore = proxy.cpuUs();
        this.answeredBefore = load.answered();
        this.startNanos = System.nanoTime();
    }

    static Observation begin(Bench bench, RunningProxy proxy, LoadGenerator load, int loops) throws IOException {
        return new Observation(bench, proxy, load, loops);
    }

    void end(Measurement into) throws IOException {
        long answered = load.answered() - answeredBefore;
        double us = (System.nanoTime() - startNanos) / 1000.0;
        long cpuUs = proxy.cpuUs() - cpuUsBefore;
        long ownUs = ownCpuUs() - ownUsBefore;
        CoreTimes cores = CoreTimes.read();
        into.check(load);
        if (!proxy.alive()) {
            into.error("the proxy ended");
        }
        if (answered == 0) {
            into.error("no answer in " + Math.round(us / 1e6) + " s");
            return;
        }
        into.put(Metric.CPU_US, (double) cpuUs / answered);
        into.put(Metric.REQUESTS_PER_S, answered / us * 1e6);
        into.put(Metric.PROXY_BUSY, 100 * cpuUs / (us * loops));
        into.put(Metric.LOAD_BUSY, 100 * cores.busySince(coresBefore, bench.loadCores()));
        disturbances(cores, (cpuUs + ownUs) / us, into);
    }

    private static long ownCpuUs() throws IOException {
        return ProcessStat.read(ProcessHandle.current().pid()).cpuUs();
    }

    private void disturbances(CoreTimes cores, double oursInCores, Measurement into) throws IOException {
        List<Long> ours = new ArrayList<>(proxy.pids());
        ours.add(ProcessHandle.current().pid());
        Census.Others others = Census.take().others(before, ours);
        // The census misses who came and went meanwhile; the cores' own count does not, but blurs with interrupts.
        double unaccounted = cores.workSince(coresBefore) * cores.numbers().size() - oursInCores;
        double used = Math.max(others.cores(), unaccounted);
        into.put(Metric.OTHERS_BUSY, 100 * used);
        if (used > TOLERATED_OTHERS) {
            into.disturbed(
                    "others used " + Math.round(100 * used) + " % of a core: " + String.join(", ", others.heaviest()));
        }
        double stolen = cores.stolenSince(coresBefore);
        if (stolen > TOLERATED_STEAL) {
            into.disturbed("the hypervisor took " + Math.round(100 * stolen) + " % of the time");
        }
    }
}
