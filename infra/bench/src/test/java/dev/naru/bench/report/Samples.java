package dev.naru.bench.report;

import dev.naru.bench.proc.Machine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Made-up results for the tests of this package. */
final class Samples {

    private Samples() {}

    static Sample cpu(String proxy, int round, double us, String... errors) {
        return new Sample(
                "small-64",
                proxy,
                round,
                Map.of(Metric.CPU_US, us, Metric.REQUESTS_PER_S, 1e6 / us),
                List.of(10_000L, 40_000L, 41_000L, 42_000L),
                List.of(errors),
                List.of());
    }

    static Results results(Sample... samples) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("edge", "edge-lb-0.1.jar {runtime.transport=<auto> & more}");
        versions.put("nginx", "nginx 1.22.1");
        versions.put("haproxy", "HAProxy 2.6.12");
        return new Results(
                new RunInfo(
                        "2026-11-21T12:00:00+09:00",
                        "infra/bench/run --cases small-64",
                        new Machine("AMD EPYC", 2, 24_000, "6.18", true, false, "25"),
                        versions,
                        List.of("nginx", "haproxy"),
                        3,
                        8,
                        5,
                        "0,1",
                        "1",
                        84_000,
                        List.of()),
                List.of(new CaseInfo("small-64", "108-byte answer, 64 connections", 0.9)),
                List.of(samples));
    }
}
