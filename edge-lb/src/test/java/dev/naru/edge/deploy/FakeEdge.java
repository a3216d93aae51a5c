package dev.naru.edge.deploy;

import dev.naru.edge.observe.Distribution;
import dev.naru.edge.observe.Histogram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Two groups that a test fills with requests, and clocks that it turns. */
final class FakeEdge implements TrafficPort, Ticks {
    final Map<String, Integer> configured = new LinkedHashMap<>(Map.of());
    final Map<String, Integer> weights = new LinkedHashMap<>();
    final Map<String, Integer> healthy = new LinkedHashMap<>();
    final Map<String, Integer> inFlight = new LinkedHashMap<>();
    final Map<String, Double> errors = new LinkedHashMap<>();
    final Map<String, Integer> latencyMs = new LinkedHashMap<>();
    final List<Map<String, Integer>> set = new ArrayList<>();
    private final Map<String, Sample> samples = new LinkedHashMap<>();
    private final SplittableRandom random = new SplittableRandom(7);
    boolean refuses;
    long ms = 1_000_000;
    long lost;
    private long accepted;

    FakeEdge(int prod1, int prod2) {
        group("prod1", prod1);
        group("prod2", prod2);
    }

    void group(String name, int weight) {
        configured.put(name, weight);
        weights.put(name, weight);
        healthy.put(name, 2);
        inFlight.put(name, 0);
        errors.put(name, 0.0);
        latencyMs.put(name, 30);
        samples.put(name, Sample.NONE);
    }

    /** A new process: the weights are the file's, the counters begin anew. */
    void restart(long awayMs) {
        weights.putAll(configured);
        samples.replaceAll((name, sample) -> Sample.NONE);
        accepted = 0;
        ms += awayMs;
    }

    /** A second in which so many requests come. */
    void second(int requests) {
        ms += 1000;
        accepted += requests;
        long total = weights.values().stream().mapToLong(Integer::longValue).sum();
        long done = 0;
        long cumulated = 0;
        for (String name : weights.keySet()) {
            cumulated += weights.get(name);
            long here = requests * cumulated / total - done;
            done += here;
            add(name, here);
        }
    }

    private void add(String name, long requests) {
        long failed = 0;
        Histogram latencies = new Histogram();
        for (int i = 0; i < requests; i++) {
            failed += random.nextDouble() < errors.get(name) ? 1 : 0;
            latencies.record(latencyMs.get(name) * (1_000_000L + random.nextInt(2_000_000)));
        }
        samples.merge(
                name, new Sample(requests, requests, failed, 0, Distribution.of(List.of(latencies))), Sample::and);
    }

    @Override
    public List<GroupView> groups(String upstream) {
        if (!upstream.equals("shop")) {
            return List.of();
        }
        return weights.keySet().stream()
                .map(name -> new GroupView(
                        name, weights.get(name), configured.get(name), 2, healthy.get(name), inFlight.get(name), false))
                .toList();
    }

    @Override
    public void weights(String upstream, Map<String, Integer> wanted) {
        if (refuses) {
            throw new IllegalStateException("the edge is busy");
        }
        weights.putAll(wanted);
        set.add(Map.copyOf(wanted));
    }

    @Override
    public Sample sample(String upstream, String group) {
        return samples.get(group);
    }

    @Override
    public Account account(String upstream) {
        return new Account(accepted, lost, 0, 0);
    }

    @Override
    public long monotonicMs() {
        return ms;
    }

    @Override
    public long wallMs() {
        return 1_800_000_000_000L + ms;
    }
}
