package dev.naru.edge.deploy;

import dev.naru.edge.observe.Distribution;

/**
 * What a group has done: counters that only grow, or the difference of two looks at them.
 *
 * @param requests attempts sent to its servers
 * @param answers of those, answered
 * @param errors5xx of the answers, with 5xx
 * @param connectErrors attempts that got no answer: connection refused, reset, timed out
 * @param latencies of the answers, from the choice of the server to the answer's head
 */
public record Sample(long requests, long answers, long errors5xx, long connectErrors, Distribution latencies) {
    /** Nothing yet. */
    public static final Sample NONE = new Sample(0, 0, 0, 0, Distribution.EMPTY);

    Sample since(Sample earlier) {
        if (requests < earlier.requests || answers < earlier.answers) {
            return NONE; // counters of another process: nothing is known of the time between
        }
        return new Sample(
                requests - earlier.requests,
                answers - earlier.answers,
                Math.max(0, errors5xx - earlier.errors5xx),
                Math.max(0, connectErrors - earlier.connectErrors),
                latencies.since(earlier.latencies));
    }

    Sample and(Sample other) {
        return new Sample(
                requests + other.requests,
                answers + other.answers,
                errors5xx + other.errors5xx,
                connectErrors + other.connectErrors,
                latencies.plus(other.latencies));
    }

    /** Answers and attempts without one. */
    long ended() {
        return answers + connectErrors;
    }

    /** How many answers took longer. */
    long slowerThan(long micros) {
        return latencies.count() - latencies.countUpTo(micros);
    }
}
