package dev.naru.bench.cases;

import dev.naru.bench.load.LoadGenerator;
import dev.naru.bench.load.Traffic;
import dev.naru.bench.load.Workload;
import dev.naru.bench.proc.Memory;
import dev.naru.bench.proxy.Proxy;
import dev.naru.bench.proxy.RunningProxy;
import dev.naru.bench.report.Metric;
import java.io.IOException;

/** Memory: idle, after load, and with idle connections that have each been answered once. */
public record MemoryCase(String name, String title, int idleConnections) implements AloneCase {

    private static final int SETTLE_MS = 2000;

    @Override
    public void measure(Bench bench, Proxy proxy, Measurement into) throws IOException, InterruptedException {
        try (RunningProxy running = bench.start(proxy, 1, true)) {
            Thread.sleep(SETTLE_MS);
            put(into, Metric.RSS_IDLE_MB, Metric.PSS_IDLE_MB, running.memory());

            try (LoadGenerator load = bench.load(new Workload(Traffic.SMALL, 64, true, Workload.Tls.NONE), running)) {
                load.connect();
                load.closedLoop();
                bench.warmUp(load, into);
                put(into, Metric.RSS_LOADED_MB, Metric.PSS_LOADED_MB, running.memory());
                load.pause();
                into.check(load);
            }

            Workload idle = new Workload(Traffic.SMALL, idleConnections, true, Workload.Tls.NONE);
            try (LoadGenerator load = bench.load(idle, running)) {
                load.connect();
                load.once();
                Thread.sleep(SETTLE_MS);
                put(into, Metric.RSS_CONNECTIONS_MB, Metric.PSS_CONNECTIONS_MB, running.memory());
                into.check(load);
            }
        }
    }

    private static void put(Measurement into, Metric rss, Metric pss, Memory memory) {
        into.put(rss, memory.rssKb() / 1024.0);
        into.put(pss, memory.pssKb() / 1024.0);
    }

    @Override
    public int seconds(Bench.Pace pace) {
        return 8 + pace.warmUpS();
    }
}
