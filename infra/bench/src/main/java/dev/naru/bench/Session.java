package dev.naru.bench;

import dev.naru.bench.cases.Bench;
import dev.naru.bench.load.LoadGenerator;
import dev.naru.bench.load.Rig;
import dev.naru.bench.load.Traffic;
import dev.naru.bench.load.Workload;
import dev.naru.bench.proxy.Certificates;
import dev.naru.bench.proxy.Programs;
import dev.naru.bench.proxy.Proxy;
import dev.naru.bench.proxy.RunningProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The rig and the working folder of one run; both end with it. */
final class Session implements AutoCloseable {

    private static final int ATTEMPTS = 3;

    private final Bench bench;

    private Session(Bench bench) {
        this.bench = bench;
        Runtime.getRuntime().addShutdownHook(new Thread(this::abandon, "stop-proxies"));
    }

    /** At the end of the process, whatever ended it: nothing stays behind. */
    private void abandon() {
        RunningProxy.stopAll();
        try {
            deleteDir();
        } catch (IOException | UncheckedIOException e) {
            System.err.println("bench: cannot delete " + bench.dir() + ": " + e.getMessage());
        }
    }

    /** Pins this process, opens the back end, makes the certificates. */
    static Session open(Options options, List<Proxy> proxies, List<Integer> loadCores)
            throws IOException, InterruptedException {
        pin(loadCores);
        Path dir = Files.createTempDirectory(
                "naru-bench", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (Proxy proxy : proxies) {
            Certificates.write(Files.createDirectory(dir.resolve(proxy.name())));
        }
        Rig rig = new Rig(loadCores.size(), options.port);
        rig.listen(dir.resolve(Bench.BACK_END_SOCKET));
        int attempts = options.force ? 1 : ATTEMPTS;
        return new Session(
                new Bench(rig, proxies, options.port, dir, options.proxyCores, loadCores, options.pace(), attempts));
    }

    /** All threads of this process, and those to come. */
    private static void pin(List<Integer> cores) throws IOException, InterruptedException {
        String said = Programs.firstLine(List.of(
                "taskset",
                "-a",
                "-p",
                "-c",
                RunningProxy.list(cores),
                Long.toString(ProcessHandle.current().pid())));
        if (!said.contains("affinity")) {
            throw new IllegalStateException("cannot use the cores " + cores + ": " + said);
        }
    }

    Bench bench() {
        return bench;
    }

    /** Requests per second of the rig against its own back end; warms the rig's code up on the way. */
    double rigAlone() throws InterruptedException {
        Workload workload = new Workload(Traffic.SMALL, 64, true, Workload.Tls.NONE);
        try (LoadGenerator load =
                new LoadGenerator(bench.rig(), workload, bench.rig().backEnd())) {
            load.connect();
            load.closedLoop();
            Thread.sleep(4000);
            long before = load.answered();
            Thread.sleep(2000);
            double perSecond = (load.answered() - before) / 2.0;
            load.pause();
            return perSecond;
        }
    }

    @Override
    public void close() throws IOException {
        bench.rig().close();
        deleteDir();
    }

    private void deleteDir() throws IOException {
        if (!Files.exists(bench.dir())) {
            return;
        }
        try (Stream<Path> files = Files.walk(bench.dir())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
