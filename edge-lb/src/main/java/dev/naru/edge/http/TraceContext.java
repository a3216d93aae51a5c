package dev.naru.edge.http;

/** Where one request stands in a trace: the span that the edge makes of it, and what that hangs from. Reused; belongs to one event loop. */
public final class TraceContext {
    public long traceHigh;
    public long traceLow;

    /** The caller's span; 0 when the trace begins here. */
    public long parent;

    /** The edge's own span, which servers get to know as their parent; not 0. */
    public long span;

    /** Whether the span is kept: what the caller says, or for a new trace what the edge decides. */
    public boolean sampled;

    /** Continues the trace of a valid traceparent; false when the request has none. */
    public boolean join(byte[] in, RequestHead head, long own) {
        int field = head.traceparentField;
        if (field < 0) {
            return false;
        }
        int at = head.fields.value[field];
        traceHigh = hex16(in, at + 3);
        traceLow = hex16(in, at + 19);
        parent = hex16(in, at + 36);
        sampled = (Ascii.hexValue(in[at + 54]) & 1) != 0;
        span = own;
        return true;
    }

    /** Begins a trace, with the ids of the request itself: who has one finds the other. */
    public void begin(long idHigh, long idLow, long own, boolean keep) {
        traceHigh = idHigh;
        traceLow = idLow;
        parent = 0;
        span = own;
        sampled = keep;
    }

    /** Whether the caller's own traceparent goes on as it is: nobody will ask for a span that is not kept. */
    boolean passesOn() {
        return parent != 0 && !sampled;
    }

    private static long hex16(byte[] in, int at) {
        long value = 0;
        for (int i = at; i < at + 16; i++) {
            value = value << 4 | Ascii.hexValue(in[i]);
        }
        return value;
    }
}
