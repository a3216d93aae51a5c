package dev.naru.bench.cases;

import dev.naru.bench.load.Traffic;
import dev.naru.bench.load.Workload;
import dev.naru.bench.load.Workload.Tls;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All cases. To add one, add a line. */
public final class Cases {

    private Cases() {}

    /** Fresh cases, in the order of a full run. */
    public static List<BenchCase> all() {
        return List.of(
                plain("small-16", "108-byte answer, 16 connections", Traffic.SMALL, 16, 0.95),
                plain("small-64", "108-byte answer, 64 connections", Traffic.SMALL, 64, 0.90),
                plain("small-512", "108-byte answer, 512 connections", Traffic.SMALL, 512, 0.95),
                plain("browser-64", "900-byte head of a browser, 64 connections", Traffic.BROWSER, 64, 0.85),
                plain("answer-64k", "64 KiB answer, 64 connections", Traffic.ANSWER_64K, 64, 0.95),
                plain("answer-1m", "1 MiB answer, 16 connections", Traffic.ANSWER_1M, 16, 0.75),
                plain("upload-1m", "1 MiB upload, 16 connections", Traffic.UPLOAD_1M, 16, 0.80),
                new ThroughputCase(
                        "close",
                        "a connection for each request, 64 at once",
                        new Workload(Traffic.SMALL, 64, false, Tls.NONE),
                        1,
                        true,
                        1.00),
                new ThroughputCase(
                        "tls-keepalive",
                        "TLS 1.3, 108-byte answer, 64 connections",
                        new Workload(Traffic.SMALL, 64, true, Tls.P256),
                        1,
                        true,
                        0.95),
                handshakes("tls-handshake-p256", "full TLS 1.3 handshake, P-256", Tls.P256, 1.00),
                handshakes("tls-handshake-rsa", "full TLS 1.3 handshake, RSA-2048", Tls.RSA2048, 1.70),
                new ThroughputCase(
                        "small-64-nolog",
                        "108-byte answer, 64 connections, access log off",
                        new Workload(Traffic.SMALL, 64, true, Tls.NONE),
                        1,
                        false,
                        0.90),
                new ThroughputCase(
                        "two-cores",
                        "108-byte answer, 128 connections, two loops on two cores",
                        new Workload(Traffic.SMALL, 128, true, Tls.NONE),
                        2,
                        true,
                        null),
                new LatencyCase(
                        "latency-64",
                        "108-byte answer at a fixed rate, 64 connections",
                        new Workload(Traffic.SMALL, 64, true, Tls.NONE)),
                new LatencyCase(
                        "latency-tls-64",
                        "TLS 1.3, 108-byte answer at a fixed rate, 64 connections",
                        new Workload(Traffic.SMALL, 64, true, Tls.P256)),
                new SlowClientsCase("slow-clients", "a quick client beside 10,000 slow ones", 10_000, 2_000),
                new MemoryCase("memory", "memory: idle, loaded, 10,000 idle connections", 10_000),
                new StartUpCase("start-up", "start of the process to its first answer"));
    }

    /** What {@code --quick} runs. */
    static final Set<String> QUICK = Set.of("small-64", "answer-64k", "tls-keepalive", "latency-64");

    /**
     * The cases with these names, in the order of a full run.
     *
     * @param names null = all, or those of a quick run
     * @throws IllegalArgumentException for an unknown name
     */
    public static List<BenchCase> select(@Nullable List<String> names, boolean quick) {
        List<BenchCase> all = all();
        if (names == null) {
            return all.stream()
                    .filter(one -> !quick || QUICK.contains(one.name()))
                    .toList();
        }
        List<String> unknown = new ArrayList<>(names);
        unknown.removeAll(all.stream().map(BenchCase::name).toList());
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("--cases: no " + String.join(", ", unknown) + "; expected of: "
                    + all.stream().map(BenchCase::name).collect(Collectors.joining(", ")));
        }
        return all.stream().filter(one -> names.contains(one.name())).toList();
    }

    private static BenchCase plain(String name, String title, Traffic traffic, int connections, double target) {
        return new ThroughputCase(name, title, new Workload(traffic, connections, true, Tls.NONE), 1, true, target);
    }

    private static BenchCase handshakes(String name, String title, Tls tls, double target) {
        return new ThroughputCase(name, title, new Workload(Traffic.SMALL, 32, false, tls), 1, true, target);
    }
}
