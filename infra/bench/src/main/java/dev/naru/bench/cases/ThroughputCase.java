package dev.naru.bench.cases;

import dev.naru.bench.load.Workload;
import dev.naru.bench.proxy.Proxy;
import dev.naru.bench.proxy.RunningProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CPU per request and throughput of a closed loop. All proxies of a round are started and warmed up, one after the other; then they take turns of a
 * quarter of a second, so that what the machine does to one it does to all: on a virtual machine the speed of a core changes by 20 % within seconds.
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

    private static final int TURN_MS = 250;

    /** Caches, and the rhythm of the load, find themselves again. */
    private static final int SETTLE_MS = 50;

    /** Measures a round of all proxies; whoever fails has that in its measurement. */
    public Map<Proxy, Measurement> measure(Bench bench) throws IOException, InterruptedException {
        Map<Proxy, Measurement> round = new LinkedHashMap<>();
        List<Contender> ready = new ArrayList<>();
        try {
            for (Proxy proxy : bench.proxies()) {
                Measurement into = new Measurement();
                round.put(proxy, into);
                into.voidOnFailure(() -> ready.add(Contender.start(bench, this, proxy, into)));
            }
            turns(bench, ready);
        } finally {
            ready.forEach(Contender::close);
        }
        return round;
    }

    /** The turns of all, again when others disturbed them. */
    private void turns(Bench bench, List<Contender> ready) throws IOException, InterruptedException {
        List<RunningProxy> proxies = ready.stream().map(Contender::proxy).toList();
        List<Measurement> samples = ready.stream().map(Contender::into).toList();
        for (int attempt = 1; attempt <= bench.attempts(); attempt++) {
            ready.forEach(Contender::again);
            Disturbance disturbance = new Disturbance(proxies);
            for (int turn = 0; turn < bench.pace().measureS() * 1000 / TURN_MS; turn++) {
                for (Contender contender : ready) {
                    contender.turn(SETTLE_MS, TURN_MS);
                }
            }
            ready.forEach(contender -> contender.end(loops));
            disturbance.end(samples);
            if (samples.stream().noneMatch(Measurement::disturbed)) {
                break;
            }
        }
    }

    @Override
    public int seconds(Bench.Pace pace) {
        return 2 + pace.warmUpS() + pace.measureS() * (TURN_MS + SETTLE_MS) / TURN_MS;
    }
}
