package dev.naru.edge.http;

import dev.naru.edge.http.RequestHead.Method;
import org.jspecify.annotations.Nullable;

/**
 * Writes the request head that goes to a back end: the normalised target, HTTP/1.1 whatever the client spoke, exactly one framing field, no hop-by-hop field,
 * and the forwarding fields that only the edge may set. Kept fields are copied as the octets they came in, in runs of neighbouring lines.
 */
public final class RequestWriter {
    private static final byte[] VERSION_AND_HOST = Ascii.bytes(" HTTP/1.1\r\nHost: ");
    private static final byte[] FORWARDED_FOR = Ascii.bytes("X-Forwarded-For: ");
    private static final byte[] FORWARDED_HOST = Ascii.bytes("X-Forwarded-Host: ");
    private static final byte[] REAL_IP = Ascii.bytes("X-Real-IP: ");
    private static final byte[] REQUEST_ID = Ascii.bytes("X-Request-Id: ");
    private static final byte[] CONTENT_LENGTH = Ascii.bytes("Content-Length: ");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] UPGRADE = Ascii.bytes("Connection: Upgrade\r\nUpgrade: ");
    private static final byte[] PROTO_HTTP = Ascii.bytes("X-Forwarded-Proto: http\r\n");
    private static final byte[] PROTO_HTTPS = Ascii.bytes("X-Forwarded-Proto: https\r\n");

    /** Octets that the edge may add beside the client's own fields and the peer's address. */
    public static final int MAX_ADDED = 640;

    private static final boolean[] DROPPED = new boolean[64];
    private static final boolean[] DROPPED_UNLESS_TRUSTED = new boolean[64];

    static {
        for (byte id : new byte[] {
            FieldName.HOST,
            FieldName.CONNECTION,
            FieldName.CONTENT_LENGTH,
            FieldName.TRANSFER_ENCODING,
            FieldName.EXPECT,
            FieldName.UPGRADE,
            FieldName.TE,
            FieldName.TRAILER,
            FieldName.KEEP_ALIVE,
            FieldName.PROXY_CONNECTION,
            FieldName.PROXY,
            FieldName.HTTP2_SETTINGS,
            FieldName.X_FORWARDED_FOR,
            FieldName.X_REQUEST_ID,
        }) {
            DROPPED[id] = true;
        }
        for (byte id : new byte[] {
            FieldName.FORWARDED,
            FieldName.X_FORWARDED_PROTO,
            FieldName.X_FORWARDED_HOST,
            FieldName.X_FORWARDED_PORT,
            FieldName.X_FORWARDED_PREFIX,
            FieldName.X_FORWARDED_SERVER,
            FieldName.X_FORWARDED_SSL,
            FieldName.X_REAL_IP,
        }) {
            DROPPED_UNLESS_TRUSTED[id] = true;
        }
    }

    private RequestWriter() {}

    /**
     * Writes the head to the start of {@code out}.
     *
     * @param in the array that {@code head} was parsed from
     * @param peer the client's address as text
     * @param trusted whether the peer is a listed proxy, whose forwarding fields are kept and extended
     * @param tunnel whether the request asks for a protocol switch that is passed on
     * @param added lines of policies
     * @param trace of the request; null when the edge does not trace: a traceparent is then kept, or made
     * @return the octets written; {@code out} must hold the head, {@link #MAX_ADDED}, {@link Lines#MAX} and twice the peer and the authority
     */
    public static int write(
            byte[] in,
            RequestHead head,
            byte[] out,
            byte[] peer,
            boolean trusted,
            boolean https,
            boolean tunnel,
            Lines added,
            @Nullable TraceContext trace,
            long idHigh,
            long idLow) {
        int n = copy(in, head.methodStart, head.methodEnd, out, 0);
        out[n++] = ' ';
        n = copy(head.path, head.pathStart, head.pathEnd, out, n);
        n = copy(in, head.queryStart, head.queryEnd, out, n);
        n = Ascii.put(out, n, VERSION_AND_HOST);
        n = copy(in, head.authorityStart, head.authorityEnd, out, n);
        n = endLine(out, n);
        int kept = trace == null || trace.passesOn() ? head.traceparentField : -1;
        int seen = 0;
        Fields fields = head.fields;
        int run = -1;
        for (int f = 0; f < fields.count; f++) {
            byte id = fields.id[f];
            boolean drop = id != FieldName.OTHER
                    && (id < 0
                            || DROPPED[id]
                            || (!trusted && DROPPED_UNLESS_TRUSTED[id])
                            || (id == FieldName.TRACEPARENT && kept != f));
            if (!drop) {
                seen |= id == FieldName.X_FORWARDED_PROTO
                        ? 1
                        : id == FieldName.X_FORWARDED_HOST ? 2 : id == FieldName.X_REAL_IP ? 4 : 0;
                if (run < 0) {
                    run = f;
                }
            } else if (run >= 0) {
                n = copy(in, fields.line[run], fields.line[f], out, n);
                run = -1;
            }
        }
        if (run >= 0) {
            n = copy(in, fields.line[run], fields.line[fields.count], out, n);
        }
        n = putForwarding(in, head, out, n, peer, trusted, https, seen);
        n = Ascii.put(out, n, REQUEST_ID);
        n = Ascii.putHex16(out, n, idHigh);
        n = endLine(out, Ascii.putHex16(out, n, idLow));
        if (kept < 0) {
            n = trace == null
                    ? Traceparent.put(out, n, idHigh, idLow, (idHigh ^ idLow) | 1, true)
                    : Traceparent.put(out, n, trace.traceHigh, trace.traceLow, trace.span, trace.sampled);
        }
        n = added.put(out, n);
        n = putFraming(head, out, n);
        if (tunnel) {
            int f = head.upgradeField;
            n = Ascii.put(out, n, UPGRADE);
            n = endLine(out, copy(in, fields.value[f], fields.valueEnd[f], out, n));
        }
        return endLine(out, n);
    }

    private static int putForwarding(
            byte[] in, RequestHead head, byte[] out, int at, byte[] peer, boolean trusted, boolean https, int seen) {
        int n = Ascii.put(out, at, FORWARDED_FOR);
        if (trusted) {
            Fields fields = head.fields;
            for (int f = 0; f < fields.count; f++) {
                if (fields.id[f] == FieldName.X_FORWARDED_FOR && fields.value[f] < fields.valueEnd[f]) {
                    n = copy(in, fields.value[f], fields.valueEnd[f], out, n);
                    out[n++] = ',';
                    out[n++] = ' ';
                }
            }
        }
        n = endLine(out, Ascii.put(out, n, peer));
        if ((seen & 1) == 0) {
            n = Ascii.put(out, n, https ? PROTO_HTTPS : PROTO_HTTP);
        }
        if ((seen & 2) == 0) {
            n = Ascii.put(out, n, FORWARDED_HOST);
            n = endLine(out, copy(in, head.authorityStart, head.authorityEnd, out, n));
        }
        if ((seen & 4) == 0) {
            n = Ascii.put(out, n, REAL_IP);
            n = endLine(out, Ascii.put(out, n, peer));
        }
        return n;
    }

    private static int putFraming(RequestHead head, byte[] out, int at) {
        if (head.chunked) {
            return Ascii.put(out, at, CHUNKED);
        }
        boolean expectsBody = head.method == Method.POST || head.method == Method.PUT || head.method == Method.PATCH;
        if (head.contentLength == MessageHead.NO_LENGTH && !expectsBody) {
            return at;
        }
        int n = Ascii.put(out, at, CONTENT_LENGTH);
        return endLine(out, Ascii.putDecimal(out, n, Math.max(0, head.contentLength)));
    }

    static int copy(byte[] in, int from, int to, byte[] out, int at) {
        System.arraycopy(in, from, out, at, to - from);
        return at + to - from;
    }

    static int endLine(byte[] out, int at) {
        out[at] = '\r';
        out[at + 1] = '\n';
        return at + 2;
    }
}
