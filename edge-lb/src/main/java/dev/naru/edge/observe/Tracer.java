package dev.naru.edge.observe;

import dev.naru.edge.http.RequestHead;
import dev.naru.edge.http.TraceContext;
import org.jspecify.annotations.Nullable;

/** Decides on one event loop which requests become spans, and hands those that ended to the {@link SpanExporter}. Allocates nothing once warm. */
public final class Tracer {
    private final SpanRing ring;
    private final LoopStats stats;

    /** Trace ids up to this one, by their last 63 bits, are sampled; so all who decide by the id decide alike. */
    private final long highestSampled;

    Tracer(SpanRing ring, LoopStats stats, int samplePerMille) {
        this.ring = ring;
        this.stats = stats;
        highestSampled = samplePerMille == 1000 ? Long.MAX_VALUE : Long.MAX_VALUE / 1000 * samplePerMille - 1;
    }

    /** Reads into {@code trace} where a request stands: in its caller's trace, or in a new one of the request's own id. */
    public void begin(TraceContext trace, byte[] in, RequestHead head, long idHigh, long idLow, long span) {
        if (!trace.join(in, head, span)) {
            trace.begin(idHigh, idLow, span, (idLow & Long.MAX_VALUE) <= highestSampled);
        }
    }

    /** A record to fill for a span that ended; null, and counted, when the exporter is behind. */
    public @Nullable SpanRecord next() {
        SpanRecord record = ring.next();
        if (record == null) {
            stats.spanDropped();
        }
        return record;
    }

    /** The record of {@link #next} is filled. */
    public void publish() {
        ring.publish();
    }
}
