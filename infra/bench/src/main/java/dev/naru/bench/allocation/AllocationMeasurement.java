package dev.naru.bench.allocation;

import dev.naru.bench.cases.Bench;
import dev.naru.bench.cases.ThroughputCase;
import dev.naru.bench.load.LoadGenerator;
import dev.naru.bench.proxy.Proxy;
import dev.naru.bench.proxy.RunningProxy;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one case allocates in the proxy's JVM, once it is warm.
 *
 * @param requests answered while measuring
 * @param failures of requests; above 0 the figures are void
 * @param bytesByThread allocated while measuring, without the threads of the measurement itself
 * @param sites heaviest first, of a second, equally long time
 */
public record AllocationMeasurement(
        String caseName, long requests, long failures, Map<String, Long> bytesByThread, List<String> sites) {

    private static final int SITES = 8;

    /** Starts the proxy, measures, stops it. Only proxies that are JVMs can be measured. */
    public static AllocationMeasurement of(Bench bench, ThroughputCase one, Proxy proxy)
            throws IOException, InterruptedException {
        try (RunningProxy running = bench.start(proxy, one.loops(), one.accessLog());
                LoadGenerator load = bench.load(one.workload(), running)) {
            if (one.workload().keepAlive()) {
                load.connect();
            }
            load.closedLoop();
            Thread.sleep(bench.pace().warmUpS() * 1000L);
            try (JvmProbe probe = JvmProbe.attach(running.pid())) {
                Map<String, Long> before = probe.allocatedBytes();
                long answeredBefore = load.answered();
                Thread.sleep(bench.pace().measureS() * 1000L);
                Map<String, Long> after = probe.allocatedBytes();
                long requests = load.answered() - answeredBefore;
                AllocationSites.start(probe);
                Thread.sleep(bench.pace().measureS() * 1000L);
                List<String> sites = AllocationSites.stop(probe, bench.dir(), SITES);
                load.pause();
                return new AllocationMeasurement(one.name(), requests, load.failed(), difference(before, after), sites);
            }
        }
    }

    static Map<String, Long> difference(Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> difference = new TreeMap<>();
        after.forEach((thread, bytes) -> {
            long more = bytes - before.getOrDefault(thread, 0L);
            if (more > 0 && !JvmProbe.isOwn(thread)) {
                difference.put(thread, more);
            }
        });
        return difference;
    }

    /** Bytes of all threads per request. */
    public double bytesPerRequest() {
        long sum = bytesByThread.values().stream().mapToLong(Long::longValue).sum();
        return requests == 0 ? 0 : (double) sum / requests;
    }
}
