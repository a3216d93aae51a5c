package dev.naru.edge.proxy;

import dev.naru.edge.http.ChunkReader;
import dev.naru.edge.http.HeadError;
import io.netty.buffer.ByteBuf;

/** Passes the body of one request after another to the back end, framed anew and held to its limit. One per client connection, reused. */
final class RequestBody {
    /** All that came was passed on, and released; more must follow. */
    static final int MORE = 0;
    /** The body ended; what is left in the buffer belongs to the next request. */
    static final int ENDED = 1;
    /** The body is over the route's limit. */
    static final int TOO_LARGE = 2;
    /** The chunked framing is broken, see {@link #error}. */
    static final int BROKEN = 3;

    private final LoopContext context;
    private final Exchange exchange;
    private final ChunkReader chunks = new ChunkReader();
    private boolean chunkOpen;
    private long windowBytes;

    RequestBody(LoopContext context, Exchange exchange) {
        this.context = context;
        this.exchange = exchange;
    }

    void begin() {
        chunks.reset();
        chunkOpen = false;
        windowBytes = 0;
    }

    HeadError error() {
        return chunks.error();
    }

    /** Octets that arrived since the last call. */
    long arrivedSinceLastLook() {
        long arrived = exchange.requestBytes - windowBytes;
        windowBytes = exchange.requestBytes;
        return arrived;
    }

    /** Passes on what {@code data} has of the body. Except on {@link #MORE} the caller still owns the buffer. */
    int forward(ServerHandler server, ByteBuf data) {
        return exchange.requestChunked ? forwardChunks(server, data) : forwardLength(server, data);
    }

    private int forwardLength(ServerHandler server, ByteBuf data) {
        Exchange e = exchange;
        int readable = data.readableBytes();
        if (readable < e.requestRemaining) {
            e.requestRemaining -= readable;
            send(server, data, readable);
            return MORE;
        }
        int body = (int) e.requestRemaining;
        e.requestRemaining = 0;
        send(server, data.readRetainedSlice(body), body);
        return ENDED;
    }

    private int forwardChunks(ServerHandler server, ByteBuf data) {
        while (true) {
            int run = chunks.next(data);
            if (run >= 0) {
                if (exchange.requestBytes + run > exchange.maxBodyBytes) {
                    return TOO_LARGE;
                }
                write(server, Chunk.head(context, run, chunkOpen));
                chunkOpen = true;
                send(server, data.readRetainedSlice(run), run);
                continue;
            }
            switch (run) {
                case ChunkReader.MORE -> {
                    data.release();
                    return MORE;
                }
                case ChunkReader.END -> {
                    write(server, Chunk.end(context, chunkOpen));
                    return ENDED;
                }
                default -> {
                    return BROKEN;
                }
            }
        }
    }

    private void send(ServerHandler server, ByteBuf body, int octets) {
        if (octets == 0) {
            body.release();
            return;
        }
        exchange.requestBytes += octets;
        write(server, body);
    }

    private void write(ServerHandler server, ByteBuf buf) {
        exchange.replay.sending(context, buf);
        server.write(buf);
    }
}
