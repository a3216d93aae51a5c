package dev.naru.edge.server;

import dev.naru.edge.config.EdgeConfig;
import dev.naru.edge.config.ListenerConfig;
import dev.naru.edge.config.TlsConfig;
import dev.naru.edge.config.UpstreamConfig;
import dev.naru.edge.config.UpstreamTlsConfig;
import dev.naru.edge.observe.CertificateStats;
import dev.naru.edge.proxy.Topology;
import dev.naru.edge.tls.Certificates;
import dev.naru.edge.tls.Reloadable;
import dev.naru.edge.tls.UpstreamTls;
import dev.naru.edge.upstream.ServerState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One configuration, compiled: immutable, replaced whole.
 *
 * @param config as it was read, with names of servers
 * @param topology as configured, without what operators have changed
 * @param states of its servers, by {@code upstream/address}
 * @param certificates by listener name, for those that terminate TLS
 */
record Snapshot(
        EdgeConfig config, Topology topology, Map<String, ServerState> states, Map<String, Certificates> certificates) {
    Snapshot {
        states = Map.copyOf(states);
        certificates = Map.copyOf(certificates);
    }

    /** What terminates TLS with these settings already; null when nothing does. */
    @Nullable
    Certificates certificates(TlsConfig settings) {
        for (ListenerConfig listener : config.listeners()) {
            if (settings.equals(listener.tls())) {
                return certificates.get(listener.name());
            }
        }
        return null;
    }

    /** What speaks TLS to servers with these settings already; null when nothing does. */
    @Nullable
    UpstreamTls upstreamTls(UpstreamTlsConfig settings) {
        for (UpstreamConfig upstream : config.upstreams()) {
            if (settings.equals(upstream.tls())) {
                return topology.tls().get(upstream.name());
            }
        }
        return null;
    }

    /** What is made from files that may be replaced while it runs. */
    List<Reloadable> reloadables() {
        Set<Reloadable> all =
                new LinkedHashSet<>(certificates.values()); // listeners with the same settings share theirs
        all.addAll(topology.tls().values());
        return List.copyOf(all);
    }

    /** For the metrics. */
    CertificateStats certificateStats() {
        List<CertificateStats.Serving> serving = new ArrayList<>();
        new TreeMap<>(certificates).forEach((listener, set) -> set.all()
                .forEach(certificate -> serving.add(new CertificateStats.Serving(
                        CertificateStats.Use.LISTENER,
                        listener,
                        certificate.file().toString(),
                        certificate.notAfter().getEpochSecond()))));
        new TreeMap<>(topology.tls()).forEach((upstream, tls) -> {
            Instant notAfter = tls.clientCertificateNotAfter();
            if (notAfter != null) {
                serving.add(new CertificateStats.Serving(
                        CertificateStats.Use.UPSTREAM,
                        upstream,
                        tls.files().getLast().toString(),
                        notAfter.getEpochSecond()));
            }
        });
        return new CertificateStats(
                serving,
                certificates.values().stream().mapToLong(Certificates::reloads).sum(),
                certificates.values().stream()
                        .mapToLong(Certificates::reloadFailures)
                        .sum());
    }
}
