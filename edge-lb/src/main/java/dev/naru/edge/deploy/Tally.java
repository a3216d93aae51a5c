package dev.naru.edge.deploy;

import dev.naru.edge.observe.Distribution;

/** What a group did in a step, in numbers fit for a report. Durations in milliseconds; 0 where there was no answer. */
public record Tally(
        long requests, long answers, long errors5xx, long connectErrors, double p50Ms, double p95Ms, double p99Ms) {
    static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0);

    static Tally of(Sample sample) {
        Distribution latencies = sample.latencies();
        return new Tally(
                sample.requests(),
                sample.answers(),
                sample.errors5xx(),
                sample.connectErrors(),
                latencies.quantileMs(0.5),
                latencies.quantileMs(0.95),
                latencies.quantileMs(0.99));
    }
}
