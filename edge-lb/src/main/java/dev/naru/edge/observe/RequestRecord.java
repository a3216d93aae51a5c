package dev.naru.edge.observe;

import dev.naru.edge.http.RequestHead;

/**
 * What the access log keeps of a request head until the exchange ends: method, target, host, referer and user agent, cut at {@link #MAX} octets in all. Taken
 * from a free list of the loop while an exchange runs, so that idle connections hold none.
 */
public final class RequestRecord {
    /** Octets kept of one request. */
    public static final int MAX = 2048;

    final byte[] bytes = new byte[MAX];
    int methodEnd;
    int targetEnd;
    int hostEnd;
    int refererEnd;
    int agentEnd;

    /** Copies what the log needs out of the parser's array. */
    public void capture(byte[] in, RequestHead head) {
        methodEnd = put(in, head.methodStart, head.methodEnd, 0);
        targetEnd = put(in, head.targetStart, head.targetEnd, methodEnd);
        hostEnd = put(in, head.authorityStart, head.authorityEnd, targetEnd);
        refererEnd = putField(in, head, head.refererField, hostEnd);
        agentEnd = putField(in, head, head.userAgentField, refererEnd);
    }

    /** For a request that could not be parsed: nothing of it is repeated in the log. */
    public void captureNothing() {
        methodEnd = 0;
        targetEnd = 0;
        hostEnd = 0;
        refererEnd = 0;
        agentEnd = 0;
    }

    private int putField(byte[] in, RequestHead head, int field, int at) {
        return field < 0 ? at : put(in, head.fields.value[field], head.fields.valueEnd[field], at);
    }

    private int put(byte[] in, int from, int to, int at) {
        int length = Math.min(to - from, MAX - at);
        System.arraycopy(in, from, bytes, at, length);
        return at + length;
    }
}
