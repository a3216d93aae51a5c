package dev.naru.edge.observe;

import dev.naru.edge.upstream.Upstream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Renders the counters of all loops in the Prometheus text format 0.0.4. Runs on the admin's threads, never on an event loop. */
public final class Metrics {
    private static final long[] BOUNDS_MICROS = {
        500,
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        30_000_000,
        60_000_000
    };

    private final List<LoopStats> loops;
    private final Supplier<List<Upstream>> upstreams;
    private final Supplier<List<LimitStats>> limits;
    private final LogWriter log;
    private final Supplier<CertificateStats> certificates;

    /**
     * @param loops one for each event loop
     * @param upstreams those of the running configuration
     * @param limits the rate limits of the running configuration
     * @param certificates what is to be told of the certificates now
     */
    public Metrics(
            List<LoopStats> loops,
            Supplier<List<Upstream>> upstreams,
            Supplier<List<LimitStats>> limits,
            LogWriter log,
            Supplier<CertificateStats> certificates) {
        this.loops = List.copyOf(loops);
        this.upstreams = upstreams;
        this.limits = limits;
        this.log = log;
        this.certificates = certificates;
    }

    /** The whole exposition. */
    public String render() {
        StringBuilder out = new StringBuilder(16 * 1024);
        connections(out);
        routes(out);
        servers(out);
        limits(out);
        UpstreamMetrics.render(out, upstreams.get());
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
        head(
                out,
                "edge_misdirected_requests_total",
                "counter",
                "Requests that came to the wrong host (routes with misdirected).");
        byRoute.forEach((labels, all) -> {
            if (sum(all, RouteStats::misdirectedCount) > 0) {
                line(out, "edge_misdirected_requests_total", labels, sum(all, RouteStats::misdirectedCount));
            }
        });
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
        Distribution durations =
                Distribution.of(all.stream().map(RouteStats::duration).toList());
        for (long micros : BOUNDS_MICROS) {
            line(
                    out,
                    "edge_request_duration_seconds_bucket",
                    labels + ",le=\"" + micros / 1e6 + "\"",
                    durations.countUpTo(micros));
        }
        line(out, "edge_request_duration_seconds_bucket", labels + ",le=\"+Inf\"", durations.count());
        out.append("edge_request_duration_seconds_sum{")
                .append(labels)
                .append("} ")
                .append(durations.sumSeconds())
                .append('\n');
        line(out, "edge_request_duration_seconds_count", labels, durations.count());
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

    static String serverLabels(String upstream, String group, String server) {
        return "upstream=\"" + upstream + "\",group=\"" + group + "\",server=\"" + server + "\"";
    }

    private void limits(StringBuilder out) {
        head(out, "edge_rate_limit_requests_total", "counter", "Requests that a rate limit counted, by its verdict.");
        for (LimitStats stats : limits.get()) {
            String labels = "limit=\"" + stats.name() + "\",verdict=\"";
            line(out, "edge_rate_limit_requests_total", labels + "passed\"", stats.passedCount());
            line(out, "edge_rate_limit_requests_total", labels + "limited\"", stats.limitedCount());
            line(out, "edge_rate_limit_requests_total", labels + "dry-run\"", stats.dryRunCount());
        }
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

    static void head(StringBuilder out, String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    static void line(StringBuilder out, String name, String labels, long value) {
        out.append(name);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        out.append(' ').append(value).append('\n');
    }
}
