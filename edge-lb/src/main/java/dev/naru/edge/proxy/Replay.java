package dev.naru.edge.proxy;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A bounded copy of the request body as it was sent, so that it can be sent again. A copy, since slices of what was read would keep whole receive buffers alive.
 * What all connections of a loop keep together is bounded too: beyond it bodies are passed on without a copy, and their requests are not repeated.
 */
final class Replay {
    /** Octets that all bodies of one loop may take. */
    static final long LOOP_MAX = 32L << 20;

    private @Nullable ByteBuf kept;
    private int max;
    private boolean lost;

    /** For a new request, of which at most so many octets are kept; 0 keeps none. */
    void begin(int bytes) {
        max = bytes;
        lost = false;
    }

    /** Whether all that was sent so far can be sent again. */
    boolean whole() {
        return !lost;
    }

    /** Octets that are about to be sent. */
    void sending(LoopContext context, ByteBuf buf) {
        int n = buf.readableBytes();
        if (lost || n == 0) {
            return;
        }
        ByteBuf copy = kept;
        int size = copy == null ? 0 : copy.readableBytes();
        if (size + n > max || context.replayBytes + n > LOOP_MAX) {
            release(context);
            return;
        }
        if (copy == null) {
            copy = context.alloc.buffer(n, max);
            kept = copy;
        }
        copy.writeBytes(buf, buf.readerIndex(), n);
        context.replayBytes += n;
    }

    /** What was sent so far, for the next attempt; null when that is nothing. */
    @Nullable
    ByteBuf again() {
        ByteBuf copy = kept;
        return copy == null ? null : copy.retainedDuplicate();
    }

    /** Nothing is sent again from here on. */
    void release(LoopContext context) {
        lost = true;
        ByteBuf copy = kept;
        if (copy != null) {
            kept = null;
            context.replayBytes -= copy.readableBytes();
            copy.release();
        }
    }
}
