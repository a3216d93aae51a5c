package dev.naru.bench.cases;

import dev.naru.bench.load.LoadGenerator;
import dev.naru.bench.load.Rig;
import dev.naru.bench.load.Workload;
import dev.naru.bench.proxy.Ports;
import dev.naru.bench.proxy.Proxy;
import dev.naru.bench.proxy.RunningProxy;
import dev.naru.bench.proxy.Setup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What every case needs: the rig, the cores, the pace.
 *
 * @param rig back end and load
 * @param ports of this run
 * @param dir working folder of the proxies
 * @param proxyCores in the order in which cases take them
 * @param loadCores where the rig runs
 * @param pace how long things take
 */
public record Bench(Rig rig, Ports ports, Path dir, List<Integer> proxyCores, List<Integer> loadCores, Pace pace) {

    /**
     * How long to warm up and to measure.
     *
     * @param warmUpS until the JIT compilers are done; the same for all proxies
     * @param measureS of each measurement
     */
    public record Pace(int warmUpS, int measureS) {}

    private static final int LONGEST_WARM_UP = 3;

    /** Growth of throughput over two seconds that is more than noise. */
    private static final double STILL_WARMING = 1.03;

    public RunningProxy start(Proxy proxy, int loops, boolean accessLog) throws IOException, InterruptedException {
        deleteLogs();
        if (loops > proxyCores.size()) {
            throw new IllegalStateException("--proxy-cores: the case needs " + loops + " cores, found " + proxyCores);
        }
        return RunningProxy.start(proxy, new Setup(dir, ports, loops, accessLog), proxyCores.subList(0, loops));
    }

    /** The address that a workload is sent to. */
    InetSocketAddress address(Workload workload) {
        int port =
                switch (workload.tls()) {
                    case NONE -> ports.http();
                    case P256 -> ports.p256();
                    case RSA2048 -> ports.rsa();
                };
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    public LoadGenerator load(Workload workload) {
        return new LoadGenerator(rig, workload, address(workload));
    }

    /**
     * Lets the closed loop run for the warm-up, and notes the answers of each second. Goes on while the last two seconds
     * are faster than the two before, up to {@value #LONGEST_WARM_UP} times as long: JIT compilers take their time.
     */
    void warmUp(LoadGenerator load, Measurement into) throws InterruptedException {
        long before = load.answered();
        for (int second = 1; second <= LONGEST_WARM_UP * pace.warmUpS(); second++) {
            Thread.sleep(1000);
            long now = load.answered();
            into.warmUpSecond(now - before);
            before = now;
            if (second >= pace.warmUpS() && into.warmUpDrift() < STILL_WARMING) {
                break;
            }
        }
    }

    /** Measures a closed loop that is running: throughput, CPU per request, and who was busy. */
    void measure(LoadGenerator load, RunningProxy proxy, int loops, Measurement into)
            throws IOException, InterruptedException {
        Observation observation = Observation.begin(this, proxy, load, loops);
        Thread.sleep(pace.measureS() * 1000L);
        observation.end(into);
    }

    /** Access logs of the proxy before would fill the disk over a run. */
    private void deleteLogs() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            files.filter(file ->
                            file.toString().endsWith(".log") || file.toString().endsWith(".ring"))
                    .forEach(Bench::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
