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
 * @param proxies that are compared, in their order; each has a folder in {@code dir} and ports of its own
 * @param firstPort of this run
 * @param dir working folder of the run
 * @param proxyCores in the order in which cases take them
 * @param loadCores where the rig runs
 * @param pace how long things take
 * @param attempts at a measurement that others disturbed
 */
public record Bench(
        Rig rig,
        List<Proxy> proxies,
        int firstPort,
        Path dir,
        List<Integer> proxyCores,
        List<Integer> loadCores,
        Pace pace,
        int attempts) {

    /** In the run's folder: the back end's second address. */
    public static final String BACK_END_SOCKET = "back-end.sock";

    /**
     * How long to warm up and to measure.
     *
     * @param warmUpS until the JIT compilers are done; the same for all proxies
     * @param measureS of each measurement
     */
    public record Pace(int warmUpS, int measureS) {}

    private static final int LONGEST_WARM_UP = 4;

    /** Compilers count calls: what has run less often than this may still be compiled in the middle of the measurement. */
    private static final int ENOUGH_ANSWERS = 40_000;

    /** Growth of throughput over two seconds that is more than noise. */
    private static final double STILL_WARMING = 1.03;

    /** Starts one of {@link #proxies} on its own ports, in its own folder. */
    public RunningProxy start(Proxy proxy, int loops, boolean accessLog) throws IOException, InterruptedException {
        if (loops > proxyCores.size()) {
            throw new IllegalStateException("--proxy-cores: the case needs " + loops + " cores, found " + proxyCores);
        }
        Path own = dir.resolve(proxy.name());
        deleteLogs(own);
        Ports ports = new Ports(firstPort, proxies.indexOf(proxy));
        Setup setup = new Setup(own, dir.resolve(BACK_END_SOCKET), ports, loops, accessLog);
        return RunningProxy.start(proxy, setup, proxyCores.subList(0, loops));
    }

    /** The address that a workload is sent to. */
    static InetSocketAddress address(Workload workload, RunningProxy proxy) {
        Ports ports = proxy.ports();
        int port =
                switch (workload.tls()) {
                    case NONE -> ports.http();
                    case P256 -> ports.p256();
                    case RSA2048 -> ports.rsa();
                };
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    public LoadGenerator load(Workload workload, RunningProxy proxy) {
        return new LoadGenerator(rig, workload, address(workload, proxy));
    }

    /**
     * Lets the closed loop run for the warm-up, and notes the answers of each second. Goes on while the last two seconds
     * are faster than the two before, or there were fewer than {@value #ENOUGH_ANSWERS} answers, up to {@value #LONGEST_WARM_UP} times as long: JIT compilers take
     * their time, and a load that is limited by its own side does not show it in its throughput.
     */
    void warmUp(LoadGenerator load, Measurement into) throws InterruptedException {
        long first = load.answered();
        long before = first;
        for (int second = 1; second <= LONGEST_WARM_UP * pace.warmUpS(); second++) {
            Thread.sleep(1000);
            long now = load.answered();
            into.warmUpSecond(now - before);
            before = now;
            if (second >= pace.warmUpS() && now - first >= ENOUGH_ANSWERS && into.warmUpDrift() < STILL_WARMING) {
                break;
            }
        }
    }

    /** Something that is done under load and gives a result. */
    interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    /** Measures one proxy of one core while {@code work} goes on: throughput, CPU per request, and who was busy. */
    <T> T watched(RunningProxy proxy, LoadGenerator load, Measurement into, Work<T> work)
            throws IOException, InterruptedException {
        Disturbance disturbance = new Disturbance(List.of(proxy));
        Tally tally = new Tally(this, proxy, load);
        T result = tally.count(work);
        tally.put(1, into);
        disturbance.end(List.of(into));
        return result;
    }

    /** Access logs of the proxy before would fill the disk over a run. */
    private static void deleteLogs(Path dir) throws IOException {
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
