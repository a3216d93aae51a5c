package dev.naru.edge.server;

import dev.naru.edge.config.EdgeConfig;
import dev.naru.edge.observe.CertificateStats;
import dev.naru.edge.proxy.Topology;
import dev.naru.edge.tls.Certificates;
import dev.naru.edge.tls.Reloadable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One configuration, compiled: immutable, replaced whole.
 *
 * @param certificates by listener name, for those that terminate TLS
 */
record Snapshot(EdgeConfig config, Topology topology, Map<String, Certificates> certificates) {
    Snapshot {
        certificates = Map.copyOf(certificates);
    }

    /** What is made from files that may be replaced while it runs. */
    List<Reloadable> reloadables() {
        List<Reloadable> all = new ArrayList<>(certificates.values());
        all.addAll(topology.tls().values());
        return all;
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
