package dev.naru.edge.route;

import dev.naru.edge.config.Template;
import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.Lines;

/** What header lines may say of a request. One per loop, filled before each use; what it says of the client was checked by the parser. */
public final class Facts {
    /** Longer than any name in DNS; a longer host is cut. */
    public static final int MAX_HOST = 255;

    private static final byte[] HTTP = Ascii.bytes("http");
    private static final byte[] HTTPS = Ascii.bytes("https");
    private static final byte[] NONE = {};

    public byte[] client = NONE;
    public boolean https;
    public long idHigh;
    public long idLow;
    private byte[] host = NONE;
    private int hostStart;
    private int hostEnd;

    /** The host without port. */
    public void host(byte[] in, int from, int to) {
        host = in;
        hostStart = from;
        hostEnd = Math.min(to, from + MAX_HOST);
    }

    void put(Template.Variable variable, Lines to) {
        switch (variable) {
            case REMOTE_ADDR -> to.put(client, 0, client.length);
            case REQUEST_ID -> to.putHex(idHigh, idLow);
            case HOST -> to.put(host, hostStart, hostEnd);
            case SCHEME -> {
                byte[] scheme = https ? HTTPS : HTTP;
                to.put(scheme, 0, scheme.length);
            }
            case ROUTE, UPSTREAM, REQUEST_URI -> throw new IllegalArgumentException("no fact: " + variable);
        }
    }
}
