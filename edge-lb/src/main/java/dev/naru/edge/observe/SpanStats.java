package dev.naru.edge.observe;

import java.util.concurrent.atomic.LongAdder;

/** What became of spans that the exporter took. Lives as long as the edge, whatever becomes of exporters. */
public final class SpanStats {
    final LongAdder sent = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder lost = new LongAdder();

    /** Taken by the receiver. */
    public long sent() {
        return sent.sum();
    }

    /** Sent, and refused by the receiver. */
    public long refused() {
        return refused.sum();
    }

    /** Lost since the receiver did not answer. */
    public long lost() {
        return lost.sum();
    }
}
