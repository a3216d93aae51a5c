package dev.naru.edge.observe;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What became of every request since the start. It closes: {@code accepted = upstream + edge + client + broken + inFlight}, and when nothing is in flight any more,
 * without the last.
 *
 * @param accepted requests whose head arrived, or failed to
 * @param upstream answered by a server, whole
 * @param edge answered by the edge itself
 * @param client given up by the client before its answer was whole
 * @param broken whose answer a server began and did not end
 * @param outcomes by outcome; none that is 0
 */
public record Account(long accepted, long upstream, long edge, long client, long broken, Map<Outcome, Long> outcomes) {
    public Account {
        outcomes = Collections.unmodifiableMap(new EnumMap<>(outcomes));
    }

    /** Reads what these loops have counted; for any thread but a loop's. Ends are read before beginnings, so nothing ends that has not begun. */
    public static Account of(List<LoopStats> loops) {
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        long[] ends = new long[Outcome.End.values().length];
        for (LoopStats loop : loops) {
            for (RouteStats route : loop.routes()) {
                for (Outcome outcome : Outcome.values()) {
                    long count = route.outcomeCount(outcome);
                    if (count > 0) {
                        outcomes.merge(outcome, count, Long::sum);
                        ends[outcome.end().ordinal()] += count;
                    }
                }
            }
        }
        long accepted = loops.stream()
                .flatMap(loop -> loop.routes().stream())
                .mapToLong(RouteStats::acceptedCount)
                .sum();
        return new Account(
                accepted,
                ends[Outcome.End.UPSTREAM.ordinal()],
                ends[Outcome.End.EDGE.ordinal()],
                ends[Outcome.End.CLIENT.ordinal()],
                ends[Outcome.End.BROKEN.ordinal()],
                outcomes.isEmpty() ? new EnumMap<>(Outcome.class) : outcomes);
    }

    /** Accepted and not ended. */
    public long inFlight() {
        return accepted - upstream - edge - client - broken;
    }

    void expose(Exposition out) {
        out.counter("edge_account_accepted", "Requests accepted.").value("", accepted);
        out.counter(
                "edge_account_ended",
                "Requests ended, by who ended them: upstream (answered), edge (answered by itself, by reason), client"
                        + " (left), broken (an answer that was not whole).");
        for (Outcome.End end : Outcome.End.values()) {
            outcomes.forEach((outcome, count) -> {
                if (outcome.end() == end) {
                    out.value(Exposition.labels("by", end.label, "reason", outcome.code), count);
                }
            });
        }
        out.gauge("edge_account_in_flight", "Requests accepted and not ended.").value("", inFlight());
    }
}
