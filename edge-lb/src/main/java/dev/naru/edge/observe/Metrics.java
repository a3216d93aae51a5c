package dev.naru.edge.observe;

import dev.naru.edge.upstream.Server;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Renders the counters of all loops in the Prometheus text format 0.0.4. Runs on the admin's threads, never on an event loop. */
public final class Metrics {
    private final List<LoopStats> loops;
    private final Supplier<List<Server>> servers;
    private final LogWriter log;
    private final Supplier<CertificateStats> certificates;

    /**
     * @param loops one for each event loop
     * @param servers the servers of the running configuration
     * @param certificates what is to be told of the certificates now
     */
    public Metrics(
            List<LoopStats> loops,
            Supplier<List<Server>> servers,
            LogWriter log,
            Supplier<CertificateStats> certificates) {
        this.loops = List.copyOf(loops);
        this.servers = servers;
        this.log = log;
        this.certificates = certificates;
    }

    /** The whole exposition. */
    public String render() {
        StringBuilder out = new StringBuilder(16 * 1024);
        connections(out);
        routes(out);
        servers(out);
        certificates(out);
        process(out);
        return out.toString();
    }

    private void connections(StringBuilder out) {
        head(out, "edge_client_connections", "gauge", "Client connections that are open.");
        line(out, "edge_client_connections", "", sum(LoopStats::clientsOpen));
        head(out, "edge_client_connections_total", "counter", "Client connections accepted.");
        line(out, "edge_client_connections_total", "", sum(LoopStats::clientsAccepted));
        head(out, "edge_client_connections_refused_total", "counter", "Client connections refused by a cap.");
        line(out, "edge_client_connections_refused_total", "", sum(LoopStats::connectionsRefused));
        head(out, "edge_tls_failures_total", "counter", "TLS handshakes that failed.");
        line(out, "edge_tls_failures_total", "", sum(LoopStats::tlsFailures));
        head(out, "edge_malformed_requests_total", "counter", "Requests refused by the parser.");
        line(out, "edge_malformed_requests_total", "", sum(LoopStats::parseErrors));
        head(out, "edge_access_log_dropped_total", "counter", "Access log lines lost because the writer was behind.");
        line(out, "edge_access_log_dropped_total", "", log.dropped());
    }

    private void routes(StringBuilder out) {
        Map<String, List<RouteStats>> byRoute = new TreeMap<>();
        for (LoopStats loop : loops) {
            for (RouteStats stats : loop.routes()) {
                String labels = "site=\"" + stats.site() + "\",route=\"" + stats.route() + "\"";
                byRoute.merge(labels, List.of(stats), (a, b) -> java.util.stream.Stream.concat(a.stream(), b.stream())
                        .toList());
            }
        }
        head(out, "edge_requests_accepted_total", "counter", "Requests that arrived; each ends in one outcome.");
        byRoute.forEach((labels, all) ->
                line(out, "edge_requests_accepted_total", labels, sum(all, RouteStats::acceptedCount)));
        head(out, "edge_requests_total", "counter", "Requests ended, by outcome (docs/outcomes.md).");
        byRoute.forEach((labels, all) -> {
            for (Outcome outcome : Outcome.values()) {
                long count = sum(all, stats -> stats.outcomeCount(outcome));
                if (count > 0) {
                    line(out, "edge_requests_total", labels + ",outcome=\"" + outcome.code + "\"", count);
                }
            }
        });
        head(out, "edge_responses_total", "counter", "Answers by class of status; none where the client got nothing.");
        byRoute.forEach((labels, all) -> {
            for (int c = 0; c < 6; c++) {
                int statusClass = c;
                long count = sum(all, stats -> stats.classCount(statusClass));
                if (count > 0) {
                    line(
                            out,
                            "edge_responses_total",
                            labels + ",class=\"" + (c == 0 ? "none" : c + "xx") + "\"",
                            count);
                }
            }
        });
        head(out, "edge_retries_total", "counter", "Attempts repeated on another connection or server.");
        byRoute.forEach((labels, all) -> line(out, "edge_retries_total", labels, sum(all, RouteStats::retries)));
        head(out, "edge_request_bytes_total", "counter", "Octets of request bodies.");
        byRoute.forEach((labels, all) -> line(out, "edge_request_bytes_total", labels, sum(all, RouteStats::bytesIn)));
        head(out, "edge_response_bytes_total", "counter", "Octets of response bodies.");
        byRoute.forEach(
                (labels, all) -> line(out, "edge_response_bytes_total", labels, sum(all, RouteStats::bytesOut)));
        head(
                out,
                "edge_request_duration_seconds",
                "histogram",
                "From the request head to the last octet of the answer.");
        byRoute.forEach((labels, all) -> histogram(out, labels, all));
    }

    private static void histogram(StringBuilder out, String labels, List<RouteStats> all) {
        long count = 0;
        for (int b = 0; b < LatencyHistogram.buckets(); b++) {
            int bucket = b;
            count += sum(all, stats -> stats.duration().count(bucket));
            double bound = LatencyHistogram.boundSeconds(b);
            String le = Double.isInfinite(bound) ? "+Inf" : Double.toString(bound);
            line(out, "edge_request_duration_seconds_bucket", labels + ",le=\"" + le + "\"", count);
        }
        double seconds =
                all.stream().mapToDouble(stats -> stats.duration().sumSeconds()).sum();
        out.append("edge_request_duration_seconds_sum{")
                .append(labels)
                .append("} ")
                .append(seconds)
                .append('\n');
        line(out, "edge_request_duration_seconds_count", labels, count);
    }

    private void servers(StringBuilder out) {
        Map<String, List<ServerStats>> byServer = new TreeMap<>();
        for (LoopStats loop : loops) {
            for (ServerStats stats : loop.servers()) {
                String labels = serverLabels(stats.upstream(), stats.group(), stats.server());
                byServer.merge(labels, List.of(stats), (a, b) -> java.util.stream.Stream.concat(a.stream(), b.stream())
                        .toList());
            }
        }
        server(
                out,
                byServer,
                "edge_server_requests_total",
                "counter",
                "Attempts sent to the server.",
                ServerStats::requests);
        server(out, byServer, "edge_server_failures_total", "counter", "Attempts that failed.", ServerStats::failures);
        server(
                out,
                byServer,
                "edge_server_5xx_total",
                "counter",
                "Answers of the server with 5xx.",
                ServerStats::errors5xx);
        server(out, byServer, "edge_server_connects_total", "counter", "Connections opened.", ServerStats::connects);
        server(out, byServer, "edge_server_in_flight", "gauge", "Requests at the server now.", ServerStats::inFlight);
        server(
                out,
                byServer,
                "edge_server_idle_connections",
                "gauge",
                "Idle connections kept.",
                ServerStats::idleConnections);
        head(out, "edge_server_up", "gauge", "1 while the server is taken for healthy.");
        for (Server server : servers.get()) {
            line(
                    out,
                    "edge_server_up",
                    serverLabels(server.upstream(), server.group(), server.name()),
                    server.state().up() ? 1 : 0);
        }
    }

    private static void server(
            StringBuilder out,
            Map<String, List<ServerStats>> byServer,
            String name,
            String type,
            String help,
            ToLongFunction<ServerStats> value) {
        head(out, name, type, help);
        byServer.forEach((labels, all) ->
                line(out, name, labels, all.stream().mapToLong(value).sum()));
    }

    private static String serverLabels(String upstream, String group, String server) {
        return "upstream=\"" + upstream + "\",group=\"" + group + "\",server=\"" + server + "\"";
    }

    private void certificates(StringBuilder out) {
        CertificateStats all = certificates.get();
        head(
                out,
                "edge_certificate_expiry_timestamp_seconds",
                "gauge",
                "When the certificate, or the first of its chain, expires; in seconds since 1970.");
        all.serving()
                .forEach(stats -> line(
                        out, "edge_certificate_expiry_timestamp_seconds", stats.labels(), stats.notAfterSeconds()));
        head(out, "edge_certificate_reloads_total", "counter", "Times that changed certificate files were read again.");
        line(out, "edge_certificate_reloads_total", "", all.reloads());
        head(
                out,
                "edge_certificate_reload_failures_total",
                "counter",
                "Certificates refused by a reload; those before them serve on.");
        line(out, "edge_certificate_reload_failures_total", "", all.reloadFailures());
    }

    private static void process(StringBuilder out) {
        Runtime runtime = Runtime.getRuntime();
        head(out, "edge_heap_used_bytes", "gauge", "Java heap in use.");
        line(out, "edge_heap_used_bytes", "", runtime.totalMemory() - runtime.freeMemory());
        head(out, "edge_heap_max_bytes", "gauge", "Java heap limit.");
        line(out, "edge_heap_max_bytes", "", runtime.maxMemory());
    }

    private long sum(ToLongFunction<LoopStats> value) {
        return loops.stream().mapToLong(value).sum();
    }

    private static long sum(List<RouteStats> all, ToLongFunction<RouteStats> value) {
        return all.stream().mapToLong(value).sum();
    }

    private static void head(StringBuilder out, String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder out, String name, String labels, long value) {
        out.append(name);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        out.append(' ').append(value).append('\n');
    }
}
