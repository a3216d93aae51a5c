package dev.naru.edge.observe;

import java.util.List;
import java.util.function.ToLongFunction;

/** All that the edge counts, for Prometheus. Runs on the admin's threads, never on an event loop. docs/observability.md lists every name; a test compares. */
public final class Metrics {
    private final MetricsSources sources;

    public Metrics(MetricsSources sources) {
        this.sources = sources;
    }

    /** The whole exposition. */
    public String render(MetricsFormat format) {
        Exposition out = new Exposition(format);
        out.gauge("edge_build_info", "1; its label is the version that runs.")
                .value(Exposition.labels("version", sources.version()), 1);
        connections(out);
        Account.of(sources.loops()).expose(out);
        RouteMetrics.expose(out, sources.loops());
        ServerMetrics.expose(out, sources.loops());
        UpstreamMetrics.expose(out, sources.upstreams().get());
        limits(out);
        certificates(out);
        sources.reloads().expose(out);
        loops(out);
        logs(out);
        spans(out);
        sources.machine().get().expose(out);
        ProcessMetrics.expose(out);
        return out.end();
    }

    private void connections(Exposition out) {
        out.gauge("edge_client_connections_open", "Client connections that are open.")
                .value("", sum(LoopStats::clientsOpen));
        out.counter("edge_client_connections_accepted", "Client connections accepted.")
                .value("", sum(LoopStats::clientsAccepted));
        out.counter("edge_client_connections_refused", "Client connections refused by a cap of the configuration.")
                .value("", sum(LoopStats::connectionsRefused));
        out.counter(
                        "edge_accept_errors",
                        "Times that a connection could not be accepted; most likely no descriptor was left.")
                .value("", sum(LoopStats::acceptErrors));
        out.gauge("edge_accept_paused", "Listening sockets that pause, after an error.")
                .value("", sum(LoopStats::acceptPaused));
        out.counter(
                "edge_tls_handshakes",
                "TLS handshakes of clients that succeeded, by version and whether a session was resumed.");
        for (TlsVersion version : TlsVersion.values()) {
            for (boolean resumed : new boolean[] {false, true}) {
                out.value(
                        Exposition.labels("version", version.label, "resumed", Boolean.toString(resumed)),
                        sum(loop -> loop.tlsHandshakes(version, resumed)));
            }
        }
        out.counter("edge_tls_failures", "TLS handshakes of clients that failed.")
                .value("", sum(LoopStats::tlsFailures));
        out.counter("edge_malformed_requests", "Requests refused by the parser.")
                .value("", sum(LoopStats::parseErrors));
    }

    private void limits(Exposition out) {
        out.counter("edge_rate_limit_requests", "Requests that a rate limit counted, by its verdict.");
        for (LimitStats stats : sources.limits().get()) {
            out.value(Exposition.labels("limit", stats.name(), "verdict", "passed"), stats.passedCount());
            out.value(Exposition.labels("limit", stats.name(), "verdict", "limited"), stats.limitedCount());
            out.value(Exposition.labels("limit", stats.name(), "verdict", "dry-run"), stats.dryRunCount());
        }
    }

    private void certificates(Exposition out) {
        CertificateStats all = sources.certificates().get();
        out.gauge(
                "edge_certificate_expiry_timestamp_seconds",
                "When a certificate, or the first of its chain, expires; in seconds since 1970. Of a listener, or the"
                        + " edge's own towards an upstream.");
        all.serving()
                .forEach(c -> out.value(
                        Exposition.labels(
                                c.use() == CertificateStats.Use.LISTENER ? "listener" : "upstream",
                                c.name(),
                                "file",
                                c.file()),
                        c.notAfterSeconds()));
        out.counter("edge_certificate_reloads", "Times that changed certificate files were read again.")
                .value("", all.reloads());
        out.counter("edge_certificate_reload_failures", "Certificates refused by a reload; those before them serve on.")
                .value("", all.reloadFailures());
    }

    private void loops(Exposition out) {
        out.histogram(
                "edge_loop_lag_seconds",
                "How late an event loop's clock ticks, ten times a second: what every connection of the loop may"
                        + " wait.");
        for (LoopStats loop : sources.loops()) {
            out.value(Exposition.labels("loop", Integer.toString(loop.loop())), Distribution.of(List.of(loop.lag())));
        }
    }

    private void logs(Exposition out) {
        out.counter("edge_access_log_dropped", "Access log lines lost because the writer was behind.")
                .value("", sources.log().dropped());
        out.counter("edge_error_log_lines", "Lines for the error log, by what became of them.")
                .value(Exposition.labels("result", "written"), EventLog.written())
                .value(Exposition.labels("result", "summed-up"), EventLog.summedUp())
                .value(Exposition.labels("result", "dropped"), EventLog.dropped());
    }

    private void spans(Exposition out) {
        SpanStats spans = sources.spans();
        out.counter(
                        "edge_spans",
                        "Spans of sampled requests, by what became of them: sent, refused by the receiver, lost since it"
                                + " did not answer, or dropped since the queue was full.")
                .value(Exposition.labels("result", "sent"), spans.sent())
                .value(Exposition.labels("result", "refused"), spans.refused())
                .value(Exposition.labels("result", "lost"), spans.lost())
                .value(Exposition.labels("result", "dropped"), sum(LoopStats::spansDropped));
    }

    private long sum(ToLongFunction<LoopStats> value) {
        return sources.loops().stream().mapToLong(value).sum();
    }
}
