package dev.naru.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One case and metric over all rounds.
 *
 * <p>A machine's speed drifts more between minutes than proxies differ. So the ratio is taken within each round, where the
 * proxies ran one after the other, and the median of these ratios is shown; the peer is the one with the better median.
 *
 * @param byProxy statistics of each proxy, in the order of the run
 * @param bestPeer the better of the peers; null when none was measured
 * @param ratios of each proxy to {@code bestPeer}, within rounds
 */
public record Comparison(
        String caseName,
        Metric metric,
        Map<String, Statistics> byProxy,
        @Nullable String bestPeer,
        Map<String, Statistics> ratios) {

    /** Compares the samples of one case; empty when none has the metric. */
    public static Optional<Comparison> of(
            String caseName, Metric metric, List<Sample> samples, List<String> proxies, List<String> peers) {
        Map<String, Map<Integer, Double>> values = new LinkedHashMap<>();
        for (String proxy : proxies) {
            Map<Integer, Double> byRound = new TreeMap<>();
            for (Sample sample : samples) {
                Double value = sample.values().get(metric);
                if (value != null
                        && sample.caseName().equals(caseName)
                        && sample.proxy().equals(proxy)) {
                    byRound.put(sample.round(), value);
                }
            }
            if (!byRound.isEmpty()) {
                values.put(proxy, byRound);
            }
        }
        if (values.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Statistics> byProxy = new LinkedHashMap<>();
        values.forEach((proxy, byRound) -> byProxy.put(proxy, Statistics.of(byRound.values())));
        String best = metric.compared() ? best(metric, byProxy, peers) : null;
        return Optional.of(new Comparison(
                caseName, metric, byProxy, best, best == null ? Map.of() : ratios(values, values.get(best))));
    }

    private static @Nullable String best(Metric metric, Map<String, Statistics> byProxy, List<String> peers) {
        Comparator<String> byMedian = Comparator.comparingDouble(peer -> median(byProxy, peer));
        return peers.stream()
                .filter(byProxy::containsKey)
                .min(metric.moreIsBetter() ? byMedian.reversed() : byMedian)
                .orElse(null);
    }

    private static double median(Map<String, Statistics> byProxy, String proxy) {
        Statistics statistics = byProxy.get(proxy);
        return statistics == null ? Double.NaN : statistics.median();
    }

    private static Map<String, Statistics> ratios(
            Map<String, Map<Integer, Double>> values, @Nullable Map<Integer, Double> ofPeer) {
        Map<String, Statistics> ratios = new LinkedHashMap<>();
        values.forEach((proxy, byRound) -> {
            List<Double> inRounds = new ArrayList<>();
            byRound.forEach((round, value) -> {
                Double base = ofPeer == null ? null : ofPeer.get(round);
                if (base != null && base > 0) {
                    inRounds.add(value / base);
                }
            });
            if (!inRounds.isEmpty()) {
                ratios.put(proxy, Statistics.of(inRounds));
            }
        });
        return ratios;
    }
}
