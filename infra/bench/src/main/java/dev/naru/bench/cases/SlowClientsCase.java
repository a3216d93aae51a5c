package dev.naru.bench.cases;

import dev.naru.bench.load.LoadGenerator;
import dev.naru.bench.load.SlowClients;
import dev.naru.bench.load.Traffic;
import dev.naru.bench.load.Workload;
import dev.naru.bench.proxy.Proxy;
import dev.naru.bench.proxy.RunningProxy;
import dev.naru.bench.report.Metric;
import java.io.IOException;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * What slow clients cost a quick one: its latency at a modest fixed rate, without them and beside them.
 *
 * @param slowClients each sends a byte of its head every {@value #SECONDS_PER_BYTE} s
 * @param ratePerSecond of the quick client's requests, over 16 connections
 */
public record SlowClientsCase(String name, String title, int slowClients, int ratePerSecond) implements AloneCase {

    private static final int SECONDS_PER_BYTE = 4;

    @Override
    public void measure(Bench bench, Proxy proxy, Measurement into) throws IOException, InterruptedException {
        Workload quick = new Workload(Traffic.SMALL, 16, true, Workload.Tls.NONE);
        Duration time = Duration.ofSeconds(bench.pace().measureS());
        try (RunningProxy running = bench.start(proxy, 1, true);
                LoadGenerator load = bench.load(quick, running)) {
            load.connect();
            load.closedLoop();
            bench.warmUp(load, into);
            load.pause();
            Histogram without = load.openLoop(ratePerSecond, time);
            into.put(Metric.P50_US, without.getValueAtPercentile(50) / 1000.0);
            into.put(Metric.P99_US, without.getValueAtPercentile(99) / 1000.0);
            into.put(Metric.P999_US, without.getValueAtPercentile(99.9) / 1000.0);

            try (SlowClients slow =
                    new SlowClients(bench.rig(), slowClients, SECONDS_PER_BYTE, Bench.address(quick, running))) {
                slow.start();
                Histogram beside = bench.watched(running, load, into, () -> load.openLoop(ratePerSecond, time));
                into.put(Metric.P50_SLOW_US, beside.getValueAtPercentile(50) / 1000.0);
                into.put(Metric.P99_SLOW_US, beside.getValueAtPercentile(99) / 1000.0);
                into.put(Metric.P999_SLOW_US, beside.getValueAtPercentile(99.9) / 1000.0);
                into.put(Metric.SLOW_CUT, slow.cut());
            }
        }
    }

    @Override
    public int seconds(Bench.Pace pace) {
        return 8 + pace.warmUpS() + 2 * pace.measureS();
    }
}
