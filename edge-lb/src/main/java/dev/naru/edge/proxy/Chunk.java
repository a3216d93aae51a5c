package dev.naru.edge.proxy;

import dev.naru.edge.http.Ascii;
import io.netty.buffer.ByteBuf;

/** The canonical chunked framing that the edge writes: lower-case sizes, no extension, no trailer. */
final class Chunk {
    private static final byte[] END = Ascii.bytes("\r\n0\r\n\r\n");
    private static final byte[] ONLY_END = Ascii.bytes("0\r\n\r\n");

    private Chunk() {}

    /** The size line of a chunk; it also ends the chunk before it. */
    static ByteBuf head(LoopContext context, int size, boolean afterAnother) {
        byte[] out = context.out;
        int n = 0;
        if (afterAnother) {
            out[n++] = '\r';
            out[n++] = '\n';
        }
        n = Ascii.putHex(out, n, size);
        out[n++] = '\r';
        out[n++] = '\n';
        return context.alloc.buffer(n).writeBytes(out, 0, n);
    }

    /** The last chunk and the empty trailer section. */
    static ByteBuf end(LoopContext context, boolean afterAnother) {
        byte[] end = afterAnother ? END : ONLY_END;
        return context.alloc.buffer(end.length).writeBytes(end);
    }
}
