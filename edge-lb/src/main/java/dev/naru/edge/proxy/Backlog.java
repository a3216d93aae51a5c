package dev.naru.edge.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** Octets of one connection that have arrived and were not used yet. Whoever holds it bounds it, and owns what it takes out of it. On one event loop. */
final class Backlog {
    private final ByteBufAllocator alloc;
    private @Nullable ByteBuf kept;

    Backlog(ByteBufAllocator alloc) {
        this.alloc = alloc;
    }

    boolean isEmpty() {
        return kept == null;
    }

    int octets() {
        ByteBuf held = kept;
        return held == null ? 0 : held.readableBytes();
    }

    /** Keeps them behind what is kept already; takes the buffer over. */
    void keep(ByteBuf more) {
        if (more.isReadable()) {
            kept = takeWith(more);
        } else {
            more.release();
        }
    }

    /** All that was kept and these behind it; nothing is kept afterwards. */
    ByteBuf takeWith(ByteBuf more) {
        ByteBuf all = kept;
        if (all == null) {
            return more;
        }
        kept = null;
        if (all.maxFastWritableBytes() < more.readableBytes() || all.refCnt() > 1) {
            ByteBuf larger = alloc.buffer(all.readableBytes() + more.readableBytes());
            larger.writeBytes(all);
            all.release();
            all = larger;
        }
        all.writeBytes(more);
        more.release();
        return all;
    }

    /** All that was kept, or null; nothing is kept afterwards. */
    @Nullable
    ByteBuf take() {
        ByteBuf all = kept;
        kept = null;
        return all;
    }

    void release() {
        ByteBuf held = take();
        if (held != null) {
            held.release();
        }
    }
}
