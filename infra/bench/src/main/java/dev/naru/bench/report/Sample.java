package dev.naru.bench.report;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One proxy measured once in one case.
 *
 * @param caseName see {@code run --list}
 * @param proxy name of the proxy or variant
 * @param round 1..
 * @param values what was measured; empty when the sample is void
 * @param warmUp answers in each second of the warm-up
 * @param errors why the sample is void; empty when it counts
 * @param remarks what a reader should know, such as a noisy machine
 */
public record Sample(
        String caseName,
        String proxy,
        int round,
        Map<Metric, Double> values,
        List<Long> warmUp,
        List<String> errors,
        List<String> remarks) {

    public Sample {
        Map<Metric, Double> ordered = new EnumMap<>(Metric.class);
        if (errors.isEmpty()) {
            ordered.putAll(values);
        }
        values = Collections.unmodifiableMap(ordered);
        warmUp = List.copyOf(warmUp);
        errors = List.copyOf(errors);
        remarks = List.copyOf(remarks);
    }
}
