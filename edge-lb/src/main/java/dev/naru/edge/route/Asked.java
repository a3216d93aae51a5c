package dev.naru.edge.route;

import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.RequestHead;
import org.jspecify.annotations.Nullable;

/** The request that routes are asked about: its head, and who sent it how. One per loop, filled anew for each request. */
public final class Asked {
    private static final byte[] NONE = {};

    /** What the head's offsets are of. */
    byte[] in = NONE;

    final RequestHead request;
    byte[] client = NONE;
    boolean https;
    private @Nullable String path;

    /** @param request whose fields may change from one {@link #by} to the next */
    public Asked(RequestHead request) {
        this.request = request;
    }

    /**
     * Takes over what is beside the parsed head.
     *
     * @param in the array that the head was parsed from
     * @param client the address of who sent it, 4 or 16 octets; behind trusted proxies that of the client itself
     * @param https whether TLS ended here
     */
    public Asked by(byte[] in, byte[] client, boolean https) {
        this.in = in;
        this.client = client;
        this.https = https;
        path = null;
        return this;
    }

    /** The normalised path as text; made once for a request, and only when an expression needs it. */
    String path() {
        String text = path;
        if (text == null) {
            text = Ascii.string(request.path, request.pathStart, request.pathEnd);
            path = text;
        }
        return text;
    }
}
