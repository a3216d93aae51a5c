package dev.naru.bench.faults;

import dev.naru.bench.proc.Machine;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code infra/bench/faults}. */
@Command(
        name = "faults",
        mixinStandardHelpOptions = true,
        description = {
            "Sends a steady load through edge-lb, nginx and HAProxy while one thing after the other breaks, and tells what clients saw of it.",
            "Starts and ends everything itself, on the loopback. All of it takes about 12 minutes."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            " 0:the edge gave no wrong answer, repeated no POST and recovered from everything",
            " 1:it did not",
            " 2:wrong usage",
            " 3:nothing can be run"
        })
public final class FaultsCommand implements Callable<Integer> {
    private static final int CLIENTS = 32;
    private static final int MAX_MINUTES = 15;

    @Option(names = "--list", description = "Lists the faults, and ends.")
    boolean list;

    @Option(names = "--only", split = ",", paramLabel = "NAME", description = "Only these faults; see --list.")
    @Nullable
    List<String> only;

    @Option(
            names = "--proxies",
            split = ",",
            paramLabel = "NAME",
            description = "Of edge, nginx, haproxy. Default: all.")
    List<String> proxies = List.of("edge", "nginx", "haproxy");

    @Option(
            names = "--seconds",
            defaultValue = "2",
            description =
                    "How long each fault lasts, and again how long is watched behind it. Default: ${DEFAULT-VALUE}.")
    int seconds;

    @Option(names = "--rate", defaultValue = "400", description = "Requests per second. Default: ${DEFAULT-VALUE}.")
    int rate;

    @Option(names = "--port", defaultValue = "19320", description = "First of 6 ports. Default: ${DEFAULT-VALUE}.")
    int port;

    @Option(names = "--edge-jar", paramLabel = "FILE", description = "Default: edge-lb/target/edge-lb-*.jar.")
    @Nullable
    Path edgeJar;

    @Option(
            names = "--name",
            defaultValue = "faults",
            description = "Of the result, behind the date. Default: ${DEFAULT-VALUE}.")
    String name = "faults";

    @Option(names = "--results", paramLabel = "DIR", description = "Default: infra/bench/results.")
    @Nullable
    Path results;

    @Option(names = "--home", hidden = true, description = "The module's folder; the script passes it.")
    Path home = Path.of(".");

    @Option(
            names = "--keep",
            description = "Keeps the working folders, with the logs of all processes, and says where.")
    boolean keep;

    private final long started = System.nanoTime();

    @Override
    public Integer call() throws Exception {
        List<Fault> faults = selected();
        if (list) {
            faults.forEach(fault -> System.out.printf(Locale.ROOT, "%-18s %s%n", fault.name(), fault.what()));
            return 0;
        }
        List<String> remarks = new ArrayList<>();
        List<Contender> contenders = contenders(remarks);
        Map<String, String> versions = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            versions.put(contender.name(), contender.version());
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (Fault fault : faults) {
            for (Contender contender : contenders) {
                if ((System.nanoTime() - started) / 60e9 > MAX_MINUTES) {
                    remarks.add("ended after " + MAX_MINUTES + " minutes, before " + fault.name() + ", "
                            + contender.name());
                } else if (fault.proxies().contains(contender.name())) {
                    verdicts.add(run(fault, contender));
                }
            }
        }
        write(versions, remarks, verdicts);
        return verdicts.stream()
                        .filter(verdict -> verdict.proxy().equals("edge"))
                        .allMatch(FaultsCommand::good)
                ? 0
                : 1;
    }

    private static boolean good(Verdict verdict) {
        return verdict.wrong() == 0 && verdict.postsRepeated() == 0 && verdict.recoveryMs() >= 0;
    }

    private Verdict run(Fault fault, Contender contender) throws Exception {
        Path dir = Files.createTempDirectory(
                "naru-faults", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Scene scene = new Scene(contender, fault.variant(), port, dir);
        Thread abandon = new Thread(scene::close, "stop-scene");
        Runtime.getRuntime().addShutdownHook(abandon);
        try (scene;
                SteadyLoad load = warmed(scene)) {
            Thread.sleep(1000);
            fault.begin().in(scene);
            Thread.sleep(seconds * 1000L);
            fault.end().in(scene);
            long healed = System.nanoTime();
            Thread.sleep(seconds * 1000L + 1000);
            long ended = System.nanoTime();
            load.finish();
            Verdict verdict = Verdict.of(fault, contender.name(), load, scene.postsRepeated(), healed, ended);
            System.err.printf(
                    Locale.ROOT,
                    "[%3.0f s] %-18s %-8s %,6d requests, %d errors, %d lost, %d wrong, worst %,.0f ms%n",
                    (System.nanoTime() - started) / 1e9,
                    fault.name(),
                    contender.name(),
                    verdict.requests(),
                    verdict.errors(),
                    verdict.lost(),
                    verdict.wrong(),
                    verdict.worstMs());
            return verdict;
        } finally {
            scene.close();
            if (keep) {
                System.err.println("kept: " + dir);
            } else {
                delete(dir);
            }
            Runtime.getRuntime().removeShutdownHook(abandon);
        }
    }

    private SteadyLoad warmed(Scene scene) throws InterruptedException {
        int failed = WarmUp.of(scene);
        if (failed > 0) {
            System.err.println("warm-up: " + scene.contender().name() + " failed " + failed + " of " + WarmUp.REQUESTS);
        }
        return new SteadyLoad(scene.plain(), scene.secure(), CLIENTS, rate);
    }

    private List<Fault> selected() {
        List<String> names = only;
        if (names == null) {
            return Faults.all();
        }
        List<Fault> chosen = new ArrayList<>();
        for (String each : names) {
            chosen.add(Faults.all().stream()
                    .filter(fault -> fault.name().equals(each))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("--only: no fault " + each + "; see --list")));
        }
        return chosen;
    }

    private List<Contender> contenders(List<String> remarks) throws IOException {
        List<Contender> present = new ArrayList<>();
        for (String each : proxies) {
            Contender contender =
                    switch (each) {
                        case "edge" ->
                            new Contenders.Edge(
                                    home.resolve("../../edge-lb/bin/edge-lb")
                                            .toAbsolutePath()
                                            .normalize(),
                                    jar());
                        case "nginx" -> new Contenders.Nginx();
                        case "haproxy" -> new Contenders.Haproxy();
                        default ->
                            throw new IllegalArgumentException(
                                    "--proxies: expected of edge, nginx, haproxy, found " + each);
                    };
            Optional<String> missing = contender.missing();
            if (missing.isEmpty()) {
                present.add(contender);
            } else {
                remarks.add("left out: " + each + ". " + missing.get());
            }
        }
        if (present.isEmpty()) {
            throw new IllegalStateException("no proxy can run: " + String.join("; ", remarks));
        }
        return present;
    }

    private @Nullable Path jar() throws IOException {
        if (edgeJar != null) {
            return edgeJar.toAbsolutePath();
        }
        Path target = home.resolve("../../edge-lb/target").toAbsolutePath().normalize();
        if (!Files.isDirectory(target)) {
            return null;
        }
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "edge-lb-*[0-9T].jar")) {
            for (Path jar : jars) {
                return jar;
            }
        }
        return null;
    }

    private void write(Map<String, String> versions, List<String> remarks, List<Verdict> verdicts) throws IOException {
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        String page = FaultReport.of(
                date,
                "infra/bench/faults" + (only == null ? "" : " --only " + String.join(",", only))
                        + (seconds == 2 ? "" : " --seconds " + seconds) + (rate == 400 ? "" : " --rate " + rate),
                Machine.read(),
                versions,
                rate + " requests/s of " + CLIENTS
                        + " clients, in tenths: 6 GETs and 1 POST on kept connections, 2 GETs on new"
                        + " ones, 1 GET over TLS on a new one; 1 s before each fault, " + seconds + " s or more in it, "
                        + (seconds + 1)
                        + " s behind it; each time a proxy and two back ends started afresh, and warmed up with "
                        + WarmUp.REQUESTS + " requests of the same mix, at most " + WarmUp.MAX_SECONDS + " s",
                remarks,
                verdicts);
        Path folder = results == null ? home.resolve("results") : results;
        Files.createDirectories(folder);
        Path file = folder.resolve(date.substring(0, 10) + "-" + name + ".md");
        Files.writeString(file, page);
        System.out.print(page);
        System.err.println("written: " + file.normalize());
    }

    private static void delete(Path dir) throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
