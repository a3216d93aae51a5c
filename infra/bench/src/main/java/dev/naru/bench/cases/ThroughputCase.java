package dev.naru.bench.cases;

import dev.naru.bench.load.LoadGenerator;
import dev.naru.bench.load.Workload;
import dev.naru.bench.proxy.Proxy;
import dev.naru.bench.proxy.RunningProxy;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * CPU per request and throughput of a closed loop.
 *
 * @param loops event loops of edge-lb, workers of nginx, threads of HAProxy; a core each
 * @param accessLog whether requests are logged
 * @param target see {@link BenchCase#target}
 */
public record ThroughputCase(
        String name,
        String title,
        Workload workload,
        int loops,
        boolean accessLog,
        @Nullable Double target) implements BenchCase {

    @Override
    public void measure(Bench bench, Proxy proxy, Measurement into) throws IOException, InterruptedException {
        try (RunningProxy running = bench.start(proxy, loops, accessLog);
                LoadGenerator load = bench.load(workload)) {
            if (workload.keepAlive()) {
                load.connect();
            }
            load.closedLoop();
            bench.warmUp(load, into);
            bench.measure(load, running, loops, into);
            load.pause();
        }
    }

    @Override
    public int seconds(Bench.Pace pace) {
        return 2 + pace.warmUpS() + pace.measureS();
    }
}
