package dev.naru.bench.cases;

import dev.naru.bench.load.LoadGenerator;
import dev.naru.bench.proc.CoreTimes;
import dev.naru.bench.proxy.RunningProxy;
import dev.naru.bench.report.Metric;
import java.io.IOException;

/** What one proxy did in the spans of time that belong to it: answers, CPU time, and how busy its load was. */
final class Tally {

    private final Bench bench;
    private final RunningProxy proxy;
    private final LoadGenerator load;

    private long cpuUs;
    private long answered;
    private double us;
    private double loadBusyUs;

    Tally(Bench bench, RunningProxy proxy, LoadGenerator load) {
        this.bench = bench;
        this.proxy = proxy;
        this.load = load;
    }

    /** Forgets everything. */
    void reset() {
        cpuUs = 0;
        answered = 0;
        us = 0;
        loadBusyUs = 0;
    }

    /** Counts while {@code work} goes on. */
    <T> T count(Bench.Work<T> work) throws IOException, InterruptedException {
        CoreTimes cores = CoreTimes.read();
        long cpuBefore = proxy.cpuUs();
        long answeredBefore = load.answered();
        long start = System.nanoTime();
        T result = work.run();
        long answeredNow = load.answered();
        double passedUs = (System.nanoTime() - start) / 1000.0;
        cpuUs += proxy.cpuUs() - cpuBefore;
        answered += answeredNow - answeredBefore;
        us += passedUs;
        loadBusyUs += passedUs * CoreTimes.read().busySince(cores, bench.loadCores());
        return result;
    }

    /** Writes the sums down; voids the sample when there were no answers, or a request failed. */
    void put(int loops, Measurement into) {
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
        into.put(Metric.LOAD_BUSY, 100 * loadBusyUs / us);
    }
}
