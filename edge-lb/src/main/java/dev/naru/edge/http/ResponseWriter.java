package dev.naru.edge.http;

/** Writes the response head that goes to a client: HTTP/1.1, one framing field, no hop-by-hop field, no product name of the back end. */
public final class ResponseWriter {
    private static final byte[] VERSION = Ascii.bytes("HTTP/1.1 ");
    private static final byte[] CONTENT_LENGTH = Ascii.bytes("Content-Length: ");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = Ascii.bytes("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("Connection: keep-alive\r\n");
    private static final byte[] UPGRADE = Ascii.bytes("Connection: Upgrade\r\n");

    /** Octets that the edge may add. */
    public static final int MAX_ADDED = 128;

    private static final boolean[] DROPPED = new boolean[64];

    static {
        for (byte id : new byte[] {
            FieldName.CONNECTION,
            FieldName.CONTENT_LENGTH,
            FieldName.TRANSFER_ENCODING,
            FieldName.TE,
            FieldName.TRAILER,
            FieldName.KEEP_ALIVE,
            FieldName.PROXY_CONNECTION,
            FieldName.UPGRADE,
            FieldName.SERVER,
        }) {
            DROPPED[id] = true;
        }
    }

    /** What is said to the client about its connection. */
    public enum Persistence {
        /** Nothing: an HTTP/1.1 connection stays. */
        IMPLIED,
        /** {@code Connection: keep-alive}, for an HTTP/1.0 client that asked. */
        KEEP_ALIVE,
        /** {@code Connection: close}. */
        CLOSE,
        /** {@code Connection: Upgrade} on a 101. */
        UPGRADE
    }

    private ResponseWriter() {}

    /** Whether the head can go out as it came in: then the buffer that it arrived in is forwarded untouched. */
    public static boolean passesUnchanged(
            byte[] in, int from, ResponseHead head, boolean chunked, Persistence persistence, Lines added) {
        if (persistence != Persistence.IMPLIED || !head.http11 || chunked || head.chunked || !added.isEmpty()) {
            return false;
        }
        Fields fields = head.fields;
        for (int f = 0; f < fields.count; f++) {
            byte id = fields.id[f];
            if (id != FieldName.OTHER
                    && (id < 0
                            || (id == FieldName.CONTENT_LENGTH
                                    ? !keepsLength(head) || !head.canonicalLength
                                    : DROPPED[id]))) {
                return false;
            }
        }
        // A status line without the space after the status is completed, not passed on.
        return in[from + 7] == '1' && in[from + 12] == ' ';
    }

    /**
     * Writes the head to the start of {@code out}, which must hold it, {@link #MAX_ADDED} and {@link Lines#MAX}.
     *
     * @param chunked whether the body is written to the client in chunks
     * @param added lines of policies
     * @return the octets written
     */
    public static int write(
            byte[] in, ResponseHead head, byte[] out, boolean chunked, Persistence persistence, Lines added) {
        int n = Ascii.put(out, 0, VERSION);
        n = Ascii.putDecimal(out, n, head.status);
        out[n++] = ' ';
        n = RequestWriter.copy(in, head.reasonStart, head.reasonEnd, out, n);
        n = RequestWriter.endLine(out, n);
        Fields fields = head.fields;
        int run = -1;
        for (int f = 0; f < fields.count; f++) {
            byte id = fields.id[f];
            boolean drop = id != FieldName.OTHER
                    && (id < 0 || (DROPPED[id] && !(id == FieldName.UPGRADE && persistence == Persistence.UPGRADE)));
            if (!drop) {
                if (run < 0) {
                    run = f;
                }
            } else if (run >= 0) {
                n = RequestWriter.copy(in, fields.line[run], fields.line[f], out, n);
                run = -1;
            }
        }
        if (run >= 0) {
            n = RequestWriter.copy(in, fields.line[run], fields.line[fields.count], out, n);
        }
        n = added.put(out, n);
        if (chunked && head.status >= 200 && head.status != 204) {
            n = Ascii.put(out, n, CHUNKED);
        } else if (keepsLength(head) && !head.chunked) {
            n = Ascii.put(out, n, CONTENT_LENGTH);
            n = RequestWriter.endLine(out, Ascii.putDecimal(out, n, head.contentLength));
        }
        n = switch (persistence) {
            case IMPLIED -> n;
            case KEEP_ALIVE -> Ascii.put(out, n, KEEP_ALIVE);
            case CLOSE -> Ascii.put(out, n, CLOSE);
            case UPGRADE -> Ascii.put(out, n, UPGRADE);
        };
        return RequestWriter.endLine(out, n);
    }

    /** A length goes on except where RFC 9110 §8.6 forbids it, as RFC 9112 §6.1 does the transfer coding. */
    private static boolean keepsLength(ResponseHead head) {
        return head.contentLength != MessageHead.NO_LENGTH && head.status >= 200 && head.status != 204;
    }
}
