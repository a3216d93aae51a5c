package dev.naru.edge.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What is counted by site and route. */
final class RouteMetrics {
    private final Exposition out;
    private final Map<String, List<RouteStats>> byRoute = new TreeMap<>();

    private RouteMetrics(Exposition out, List<LoopStats> loops) {
        this.out = out;
        for (LoopStats loop : loops) {
            for (RouteStats stats : loop.routes()) {
                byRoute.computeIfAbsent(
                                Exposition.labels("site", stats.site(), "route", stats.route()), _ -> new ArrayList<>())
                        .add(stats);
            }
        }
    }

    static void expose(Exposition out, List<LoopStats> loops) {
        RouteMetrics metrics = new RouteMetrics(out, loops);
        metrics.counts();
        metrics.durations();
    }

    private void counts() {
        out.counter("edge_requests_accepted", "Requests that arrived; each ends in one outcome.");
        each(RouteStats::acceptedCount);
        out.counter("edge_requests", "Requests ended, by outcome (docs/outcomes.md).");
        byRoute.forEach((labels, all) -> {
            for (Outcome outcome : Outcome.values()) {
                ifAny(
                        labels + "," + Exposition.labels("outcome", outcome.code),
                        all,
                        stats -> stats.outcomeCount(outcome));
            }
        });
        out.counter("edge_responses", "Answers by class of status; none where the client got nothing.");
        byRoute.forEach((labels, all) -> {
            for (int c = 0; c < RouteStats.CLASSES; c++) {
                int statusClass = c;
                ifAny(
                        labels + "," + Exposition.labels("class", c == 0 ? "none" : c + "xx"),
                        all,
                        stats -> stats.classCount(statusClass));
            }
        });
        out.counter("edge_retries", "Attempts repeated on another connection or server.");
        each(RouteStats::retries);
        out.counter("edge_misdirected_requests", "Requests that came to the wrong host (routes with misdirected).");
        byRoute.forEach((labels, all) -> ifAny(labels, all, RouteStats::misdirectedCount));
        out.counter("edge_request_bytes", "Octets of request bodies.");
        each(RouteStats::bytesIn);
        out.counter("edge_response_bytes", "Octets of response bodies.");
        each(RouteStats::bytesOut);
    }

    private void durations() {
        out.histogram("edge_request_duration_seconds", "From the request head to the last octet of the answer.");
        durations(RouteStats::duration, false);
        out.histogram(
                "edge_request_first_byte_seconds",
                "From the first choice of a server to the head of its answer, repetitions included.");
        durations(RouteStats::firstByte, true);
        out.histogram("edge_request_connect_seconds", "To make a connection that a request wanted, TLS included.");
        durations(RouteStats::connect, true);
    }

    private void each(ToLongFunction<RouteStats> value) {
        byRoute.forEach(
                (labels, all) -> out.value(labels, all.stream().mapToLong(value).sum()));
    }

    private void ifAny(String labels, List<RouteStats> all, ToLongFunction<RouteStats> value) {
        long sum = all.stream().mapToLong(value).sum();
        if (sum > 0) {
            out.value(labels, sum);
        }
    }

    private void durations(Function<RouteStats, Histogram> histogram, boolean leaveOutEmpty) {
        byRoute.forEach((labels, all) -> {
            Distribution durations = Distribution.of(all.stream().map(histogram).toList());
            if (!leaveOutEmpty || durations.count() > 0) {
                out.value(labels, durations);
            }
        });
    }
}
