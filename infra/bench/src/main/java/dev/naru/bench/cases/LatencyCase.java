package dev.naru.bench.cases;

import dev.naru.bench.load.LoadException;
import dev.naru.bench.load.LoadGenerator;
import dev.naru.bench.load.Workload;
import dev.naru.bench.proxy.Proxy;
import dev.naru.bench.proxy.RunningProxy;
import dev.naru.bench.report.Metric;
import dev.naru.bench.report.Sample;
import java.io.IOException;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * Latency at a fixed rate: half of what the slowest of the compared proxies can do, measured before the first round and
 * the same for all.
 */
public final class LatencyCase implements AloneCase {

    private final String name;
    private final String title;
    private final Workload workload;
    private double ratePerSecond;

    public LatencyCase(String name, String title, Workload workload) {
        this.name = name;
        this.title = title;
        this.workload = workload;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public void prepare(Bench bench) throws IOException, InterruptedException {
        double slowest = Double.MAX_VALUE;
        for (Proxy proxy : bench.proxies()) {
            Sample capacity = capacity(bench, proxy);
            Double found = capacity.values().get(Metric.REQUESTS_PER_S);
            if (found == null) {
                throw new LoadException("no capacity of " + proxy.name() + ": " + capacity.errors());
            }
            slowest = Math.min(slowest, found);
        }
        ratePerSecond = Math.rint(slowest / 2 / 100) * 100;
    }

    private Sample capacity(Bench bench, Proxy proxy) throws IOException, InterruptedException {
        Measurement capacity = new Measurement();
        for (int attempt = 0; attempt < bench.attempts(); attempt++) {
            capacity = new Measurement();
            try (RunningProxy running = bench.start(proxy, 1, true);
                    LoadGenerator load = bench.load(workload, running)) {
                load.connect();
                load.closedLoop();
                bench.warmUp(load, capacity);
                bench.watched(running, load, capacity, () -> {
                    Thread.sleep(bench.pace().measureS() * 1000L);
                    return true;
                });
                load.pause();
            }
            if (!capacity.disturbed()) {
                break;
            }
        }
        return capacity.sample(name, proxy.name(), 0);
    }

    @Override
    public void measure(Bench bench, Proxy proxy, Measurement into) throws IOException, InterruptedException {
        try (RunningProxy running = bench.start(proxy, 1, true);
                LoadGenerator load = bench.load(workload, running)) {
            load.connect();
            load.closedLoop();
            bench.warmUp(load, into);
            load.pause();
            Duration settle = Duration.ofSeconds(1);
            load.openLoop(ratePerSecond, settle); // the change of rhythm is not measured
            Duration time = Duration.ofSeconds(bench.pace().measureS());
            Histogram latency = bench.watched(running, load, into, () -> load.openLoop(ratePerSecond, time));
            into.put(Metric.P50_US, latency.getValueAtPercentile(50) / 1000.0);
            into.put(Metric.P99_US, latency.getValueAtPercentile(99) / 1000.0);
            into.put(Metric.P999_US, latency.getValueAtPercentile(99.9) / 1000.0);
            into.put(Metric.MAX_US, latency.getMaxValue() / 1000.0);
        }
    }

    @Override
    public int seconds(Bench.Pace pace) {
        return 4 + pace.warmUpS() + pace.measureS();
    }
}
