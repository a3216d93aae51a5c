package dev.naru.edge.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What is counted by upstream, group and server. */
final class ServerMetrics {
    private final Exposition out;
    private final Map<String, List<ServerStats>> byServer = new TreeMap<>();

    private ServerMetrics(Exposition out, List<LoopStats> loops) {
        this.out = out;
        for (LoopStats loop : loops) {
            for (ServerStats stats : loop.servers()) {
                byServer.computeIfAbsent(
                                labels(stats.upstream(), stats.group(), stats.server()), _ -> new ArrayList<>())
                        .add(stats);
            }
        }
    }

    static String labels(String upstream, String group, String server) {
        return Exposition.labels("upstream", upstream, "group", group, "server", server);
    }

    static void expose(Exposition out, List<LoopStats> loops) {
        ServerMetrics metrics = new ServerMetrics(out, loops);
        metrics.counts();
        metrics.durations();
    }

    private void counts() {
        out.counter("edge_server_requests", "Attempts sent to the server.");
        each(ServerStats::requests);
        out.counter("edge_server_answers", "Answers of the server, 5xx included.");
        each(ServerStats::answers);
        out.counter(
                "edge_server_errors",
                "What went wrong at the server: answers with 4xx or 5xx, no connection, no answer in time, a broken"
                        + " one.");
        byServer.forEach((labels, all) -> {
            Traffic traffic = TrafficReader.sum(all);
            out.value(labels + ",kind=\"4xx\"", traffic.errors4xx());
            out.value(labels + ",kind=\"5xx\"", traffic.errors5xx());
            out.value(labels + ",kind=\"connect\"", traffic.connectErrors());
            out.value(labels + ",kind=\"timeout\"", traffic.timeouts());
            out.value(labels + ",kind=\"broken\"", traffic.broken());
        });
        out.counter("edge_server_connections_opened", "Connections made to the server.");
        each(ServerStats::connects);
        out.counter("edge_server_connections_reused", "Attempts that found an idle connection in the pool.");
        each(ServerStats::reused);
        out.gauge("edge_server_in_flight", "Requests at the server now, each on a connection.");
        each(ServerStats::inFlight);
        out.gauge("edge_server_idle_connections", "Idle connections in the pool.");
        each(ServerStats::idleConnections);
    }

    private void durations() {
        out.histogram("edge_server_first_byte_seconds", "From the choice of the server to the head of its answer.");
        durations(ServerStats::firstByte);
        out.histogram(
                "edge_server_duration_seconds",
                "From the choice of the server to the end of its answer, of whole ones.");
        durations(ServerStats::whole);
        out.histogram("edge_server_connect_seconds", "To make a connection, TLS included.");
        durations(ServerStats::connect);
    }

    private void each(ToLongFunction<ServerStats> value) {
        byServer.forEach(
                (labels, all) -> out.value(labels, all.stream().mapToLong(value).sum()));
    }

    private void durations(Function<ServerStats, Histogram> histogram) {
        byServer.forEach((labels, all) ->
                out.value(labels, Distribution.of(all.stream().map(histogram).toList())));
    }
}
