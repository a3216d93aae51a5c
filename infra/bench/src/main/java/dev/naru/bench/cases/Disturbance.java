package dev.naru.bench.cases;

import dev.naru.bench.proc.Census;
import dev.naru.bench.proc.CoreTimes;
import dev.naru.bench.proc.ProcessStat;
import dev.naru.bench.proxy.RunningProxy;
import dev.naru.bench.report.Metric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Watches everybody who is no part of the comparison, and the hypervisor, over one measurement. */
final class Disturbance {

    /** Share of a core that processes outside of the comparison may use before a sample counts as disturbed. */
    private static final double TOLERATED_OTHERS = 0.06;

    /** Share of the time that the hypervisor may take. */
    private static final double TOLERATED_STEAL = 0.02;

    private final Collection<RunningProxy> proxies;
    private final Census before;
    private final long oursUsBefore;
    private final CoreTimes coresBefore;
    private final long startNanos;

    /** Watches from now on. */
    Disturbance(Collection<RunningProxy> proxies) throws IOException {
        this.proxies = List.copyOf(proxies);
        this.before = Census.take();
        this.oursUsBefore = oursUs();
        this.coresBefore = CoreTimes.read();
        this.startNanos = System.nanoTime();
    }

    /** Tells each sample what happened since the beginning. */
    void end(Collection<Measurement> samples) throws IOException {
        CoreTimes cores = CoreTimes.read();
        double us = (System.nanoTime() - startNanos) / 1000.0;
        double oursInCores = (oursUs() - oursUsBefore) / us;
        Census.Others others = Census.take().others(before, ours());
        // The census misses who came and went meanwhile; the cores' own count does not, but blurs with interrupts.
        double unaccounted = cores.workSince(coresBefore) * cores.numbers().size() - oursInCores;
        double used = Math.max(others.cores(), unaccounted);
        double stolen = cores.stolenSince(coresBefore);
        for (Measurement into : samples) {
            into.put(Metric.OTHERS_BUSY, 100 * used);
            if (used > TOLERATED_OTHERS) {
                into.disturbed("others used " + Math.round(100 * used) + " % of a core: "
                        + String.join(", ", others.heaviest()));
            }
            if (stolen > TOLERATED_STEAL) {
                into.disturbed("the hypervisor took " + Math.round(100 * stolen) + " % of the time");
            }
        }
    }

    private List<Long> ours() {
        List<Long> pids = new ArrayList<>();
        pids.add(ProcessHandle.current().pid());
        proxies.forEach(proxy -> pids.addAll(proxy.pids()));
        return pids;
    }

    private long oursUs() throws IOException {
        long sum = ProcessStat.read(ProcessHandle.current().pid()).cpuUs();
        for (RunningProxy proxy : proxies) {
            sum += proxy.cpuUs();
        }
        return sum;
    }
}
