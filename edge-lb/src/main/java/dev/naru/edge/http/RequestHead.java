package dev.naru.edge.http;

/** A parsed request head; reused for every request on a loop. Offsets are into the array given to {@link RequestParser#parse}, except the path's. */
public final class RequestHead extends MessageHead {
    /** Methods with a meaning to the edge; every other token is {@link #OTHER}. */
    public enum Method {
        GET,
        HEAD,
        POST,
        PUT,
        DELETE,
        OPTIONS,
        PATCH,
        TRACE,
        CONNECT,
        OTHER;

        /** RFC 9110 §9.2.2: repeating the request has the same effect as sending it once. */
        public boolean idempotent() {
            return switch (this) {
                case GET, HEAD, PUT, DELETE, OPTIONS, TRACE -> true;
                case POST, PATCH, CONNECT, OTHER -> false;
            };
        }
    }

    public Method method = Method.OTHER;
    public int methodStart;
    public int methodEnd;
    public int targetStart;
    public int targetEnd;

    /** The array that holds the normalised path: the parsed one, or the parser's own when normalising changed it. */
    public byte[] path = EMPTY;

    public int pathStart;
    public int pathEnd;

    /** The query with its question mark, in the parsed array; empty when there is none. */
    public int queryStart;

    public int queryEnd;

    /** Host without port; empty when an HTTP/1.0 request has none. */
    public int hostStart;

    public int hostEnd;

    /** Host with port, as sent upstream. */
    public int authorityStart;

    public int authorityEnd;

    public boolean expectContinue;

    /** The client's own traceparent field, when it is valid; else -1. */
    public int traceparentField;

    public int acceptField;
    public int userAgentField;
    public int refererField;

    private static final byte[] EMPTY = {};

    /** @param maxFields most header fields, 1 to 1000 */
    public RequestHead(int maxFields) {
        super(maxFields);
    }

    @Override
    void clear() {
        super.clear();
        method = Method.OTHER;
        hostStart = 0;
        hostEnd = 0;
        authorityStart = 0;
        authorityEnd = 0;
        expectContinue = false;
        traceparentField = -1;
        acceptField = -1;
        userAgentField = -1;
        refererField = -1;
    }

    /** Whether a body follows. */
    public boolean hasBody() {
        return chunked || contentLength > 0;
    }

    /** Whether the client asks to switch to one protocol that the edge tunnels. Any other wish is stripped: HTTP/2 in a tunnel would escape every policy of the edge. */
    public boolean wantsTunnel(byte[] b) {
        return upgradeOption && upgradeField >= 0 && http11 && oneProtocolButHttp(b);
    }

    /** The Upgrade field is one protocol, {@code name} or {@code name/version}; a list could hide an h2c that the back end picks. */
    private boolean oneProtocolButHttp(byte[] b) {
        int from = fields.value[upgradeField];
        int to = fields.valueEnd[upgradeField];
        int name = from;
        while (name < to && Ascii.TOKEN[b[name] & 0xff] != 0) {
            name++;
        }
        int end = name < to && b[name] == '/' ? name + 1 : name;
        while (end < to && Ascii.TOKEN[b[end] & 0xff] != 0) {
            end++;
        }
        return end == to
                && name > from
                && !Ascii.equalsIgnoreCase(b, from, name, H2C)
                && !Ascii.equalsIgnoreCase(b, from, name, H2)
                && !Ascii.equalsIgnoreCase(b, from, name, HTTP);
    }

    private static final byte[] H2C = Ascii.bytes("h2c");
    private static final byte[] H2 = Ascii.bytes("h2");
    private static final byte[] HTTP = Ascii.bytes("http");
}
