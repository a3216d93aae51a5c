package dev.naru.bench.report;

import java.util.List;
import java.util.Optional;

/** All that a run found. */
public record Results(RunInfo run, List<CaseInfo> cases, List<Sample> samples) {

    public Results {
        cases = List.copyOf(cases);
        samples = List.copyOf(samples);
    }

    /** One metric of one case over the rounds; empty when nothing valid was measured. */
    public Optional<Comparison> comparison(String caseName, Metric metric) {
        return Comparison.of(caseName, metric, samples, run.proxies(), run.peers());
    }

    /** Samples that do not count. */
    public List<Sample> voided() {
        return samples.stream().filter(sample -> !sample.errors().isEmpty()).toList();
    }
}
