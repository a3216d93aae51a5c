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
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Latency at a fixed rate: half of what the slowest of the compared proxies can do, measured before the first round and
 * the same for all.
 */
public final class LatencyCase implements BenchCase {

    private static final int ATTEMPTS = 3;

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
    public void prepare(Bench bench, List<Proxy> proxies) throws IOException, InterruptedException {
        double slowest = Double.MAX_VALUE;
        for (Proxy proxy : proxies) {
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
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            capacity = new Measurement();
            try (RunningProxy running = bench.start(proxy, 1, true);
                    LoadGenerator load = bench.load(workload)) {
                load.connect();
                load.closedLoop();
                bench.warmUp(load, capacity);
                bench.measure(load, running, 1, capacity);
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
                LoadGenerator load = bench.load(workload)) {
            load.connect();
            load.closedLoop();
            bench.warmUp(load, into);
            load.pause();
            Duration settle = Duration.ofSeconds(1);
            load.openLoop(ratePerSecond, settle); // the change of rhythm is not measured
            Observation observation = Observation.begin(bench, running, load, 1);
            Histogram latency =
                    load.openLoop(ratePerSecond, Duration.ofSeconds(bench.pace().measureS()));
            observation.end(into);
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
