package dev.naru.edge.observe;

import dev.naru.edge.upstream.Upstream;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where metrics come from. What may change with a reload is supplied anew for each look.
 *
 * @param version of the edge
 * @param loops one for each event loop
 */
public record MetricsSources(
        String version,
        List<LoopStats> loops,
        Supplier<List<Upstream>> upstreams,
        Supplier<List<LimitStats>> limits,
        LogWriter log,
        SpanStats spans,
        Supplier<CertificateStats> certificates,
        ReloadStats reloads,
        Supplier<MachineReading> machine) {
    public MetricsSources {
        loops = List.copyOf(loops);
    }
}
