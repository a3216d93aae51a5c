package dev.naru.bench;

import dev.naru.bench.cases.Bench;
import dev.naru.bench.proxy.Edge;
import dev.naru.bench.proxy.EdgeVariant;
import dev.naru.bench.proxy.Haproxy;
import dev.naru.bench.proxy.Nginx;
import dev.naru.bench.proxy.Proxy;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the command line says; units and defaults are in the descriptions. */
final class Options {

    @Option(names = "--quick", description = "Few cases, 2 rounds, short measurements: under 3 minutes, to see trends.")
    boolean quick;

    @Option(names = "--list", description = "Lists the cases, and ends.")
    boolean list;

    @Option(names = "--cases", split = ",", paramLabel = "NAME", description = "Only these cases; see --list.")
    @Nullable
    List<String> cases;

    @Option(
            names = "--proxies",
            split = ",",
            paramLabel = "NAME",
            description = "Of edge, nginx, haproxy. Default: all; one that is missing is named and left out.")
    List<String> proxies = List.of("edge", "nginx", "haproxy");

    @Option(names = "--rounds", description = "How often each proxy is measured in turn. Default: 5, with --quick 2.")
    @Nullable
    Integer rounds;

    @Option(names = "--warm-up-s", description = "Seconds of load before each measurement. Default: 8, with --quick 4.")
    @Nullable
    Integer warmUpS;

    @Option(names = "--measure-s", description = "Seconds of each measurement. Default: 5, with --quick 2.")
    @Nullable
    Integer measureS;

    @Option(
            names = "--max-minutes",
            defaultValue = "120",
            description = "Ends the run after the sample that exceeds this. Default: ${DEFAULT-VALUE}.")
    int maxMinutes;

    @Option(
            names = "--proxy-cores",
            split = ",",
            paramLabel = "CORE",
            description = "Default: 0,1; a case uses the first.")
    List<Integer> proxyCores = List.of(0, 1);

    @Option(
            names = "--load-cores",
            split = ",",
            paramLabel = "CORE",
            description = "Cores of load generator and back end. Default: 1, with 4 cores or more 2,3.")
    @Nullable
    List<Integer> loadCores;

    @Option(
            names = "--port",
            defaultValue = "19300",
            description = "First of the ports: the back end's, and four of each proxy. Default: ${DEFAULT-VALUE}.")
    int port;

    @Option(names = "--edge-jar", paramLabel = "FILE", description = "Default: edge-lb/target/edge-lb-*.jar.")
    @Nullable
    Path edgeJar;

    @Option(
            names = "--edge-command",
            paramLabel = "COMMAND",
            description =
                    "Runs instead of edge-lb/bin/edge-lb, with 'run --config FILE' behind; words are split at spaces.")
    @Nullable
    String edgeCommand;

    @Option(
            names = "--edge-jvm-args",
            paramLabel = "ARGS",
            description = "Added to the JVM arguments of every edge; split at spaces.")
    @Nullable
    String edgeJvmArgs;

    @Option(
            names = "--edge-variant",
            paramLabel = "NAME=ITEM,...",
            description =
                    "A further edge, repeatable. An item is a value of edge.yaml (runtime.transport=epoll), a JVM"
                            + " argument (-XX:+UseParallelGC), another build (jar=FILE) or back-end=unix (the back end's Unix socket).")
    List<String> edgeVariants = List.of();

    @Option(names = "--name", description = "Of the result folder, behind the date. Default: run, with --quick quick.")
    @Nullable
    String name;

    @Option(names = "--results", paramLabel = "DIR", description = "Default: infra/bench/results.")
    @Nullable
    Path results;

    @Option(names = "--force", description = "Measures although other processes load the machine.")
    boolean force;

    @Option(names = "--home", hidden = true, description = "The module's folder; the script passes it.")
    Path home = Path.of(".");

    int rounds() {
        return rounds == null ? quick ? 2 : 5 : rounds;
    }

    Bench.Pace pace() {
        return new Bench.Pace(warmUpS == null ? quick ? 4 : 8 : warmUpS, measureS == null ? quick ? 2 : 5 : measureS);
    }

    List<Integer> loadCores(int coresOfMachine) {
        if (loadCores != null) {
            return loadCores;
        }
        return coresOfMachine >= 4 ? List.of(2, 3) : List.of(Math.min(1, coresOfMachine - 1));
    }

    /** The proxies in the order of the run. Throws IllegalArgumentException for an unknown name. */
    List<Proxy> proxies() throws IOException {
        List<Proxy> all = new ArrayList<>();
        for (String proxy : proxies) {
            switch (proxy) {
                case "edge" -> all.add(edge(EdgeVariant.DEFAULT));
                case "nginx" -> all.add(new Nginx());
                case "haproxy" -> all.add(new Haproxy());
                default ->
                    throw new IllegalArgumentException("--proxies: expected of edge, nginx, haproxy, found " + proxy);
            }
        }
        for (String variant : edgeVariants) {
            all.add(edge(EdgeVariant.parse(variant)));
        }
        return all;
    }

    Edge edge(EdgeVariant variant) throws IOException {
        Path launcher =
                home.resolve("../../edge-lb/bin/edge-lb").toAbsolutePath().normalize();
        return new Edge(variant, launcher, jar(), words(edgeCommand), words(edgeJvmArgs));
    }

    private @Nullable Path jar() throws IOException {
        if (edgeJar != null) {
            return edgeJar.toAbsolutePath();
        }
        Path target = home.resolve("../../edge-lb/target").toAbsolutePath().normalize();
        if (!Files.isDirectory(target)) {
            return null;
        }
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "edge-lb-*.jar")) {
            for (Path jar : jars) {
                if (!jar.toString().matches(".*-(sources|javadoc|tests)\\.jar")) {
                    return jar;
                }
            }
        }
        return null;
    }

    private static List<String> words(@Nullable String text) {
        return text == null || text.isBlank() ? List.of() : List.of(text.strip().split("\\s+", -1));
    }
}
