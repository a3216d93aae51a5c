package dev.naru.edge.observe;

import dev.naru.edge.http.TraceContext;

/** A finished exchange on its way from its event loop to the {@link SpanExporter}; a slot of a {@link SpanRing}, used again and again. */
public final class SpanRecord {
    /** How it went; the loop fills it. */
    public final Ended ended = new Ended();

    long traceHigh;
    long traceLow;
    long span;
    long parent;

    /** By {@link System#nanoTime}. */
    long endNanos;

    boolean https;
    String upstream = "";
    RequestRecord request = new RequestRecord();

    /**
     * Takes the exchange over.
     *
     * @param upstream that it was given to; empty when none was
     * @param kept of its head
     * @return a record of a head before, free to be used: the two are swapped, nothing is copied
     */
    public RequestRecord take(TraceContext trace, long end, boolean secure, String upstream, RequestRecord kept) {
        traceHigh = trace.traceHigh;
        traceLow = trace.traceLow;
        span = trace.span;
        parent = trace.parent;
        endNanos = end;
        https = secure;
        this.upstream = upstream;
        RequestRecord before = request;
        request = kept;
        return before;
    }
}
