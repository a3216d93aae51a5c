package dev.naru.edge.proxy;

import dev.naru.edge.config.RetryConfig;
import dev.naru.edge.config.TimeoutsConfig;
import dev.naru.edge.config.UpstreamConfig;
import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.ChunkReader;
import dev.naru.edge.http.MessageHead;
import dev.naru.edge.http.RequestHead.Method;
import dev.naru.edge.http.ResponseHead;
import dev.naru.edge.http.ResponseWriter;
import dev.naru.edge.http.ResponseWriter.Persistence;
import dev.naru.edge.observe.Outcome;
import dev.naru.edge.pool.Pooled;
import dev.naru.edge.proxy.LoopContext.ServerLink;
import dev.naru.edge.tls.CertificateException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One upstream connection: sends a request, reads its answer, and goes back to its pool when both ended cleanly. A back end is trusted as little as a client.
 *
 * <pre>
 *   RESTING ──serve──▶ HEAD ──▶ LENGTH | CHUNKED | UNTIL_CLOSE ──▶ RESTING (or closed)
 *                        └──101──▶ TUNNEL ──▶ closed
 * </pre>
 */
final class ServerHandler extends ChannelInboundHandlerAdapter implements Pooled {
    private static final int RESTING = 0;
    private static final int HEAD = 1;
    private static final int LENGTH = 2;
    private static final int CHUNKED = 3;
    private static final int UNTIL_CLOSE = 4;
    private static final int TUNNEL = 5;
    private static final int CLOSED = 6;

    /** Interim answers to one request; more is a broken back end. */
    private static final int MAX_INTERIM = 16;

    private final LoopContext context;
    private final ServerLink link;
    private final long upstreamTimeoutMs;
    private final long tryTimeoutMs;
    private final byte @Nullable [] notProcessed;
    private long headTimeoutMs;
    private final long idleTimeoutMs;
    private final ChunkReader chunks = new ChunkReader();
    private final TimerWheel.Timer timer = new TimerWheel.Timer() {
        @Override
        void expired() {
            onDeadline();
        }
    };

    private @Nullable Channel channel;
    private @Nullable ClientHandler client;
    private @Nullable Exchange exchange;
    private final Backlog pending;
    private int state = RESTING;
    private long responseTimeoutMs;
    private long stallTimeoutMs;
    private int poolSlot = -1;
    private int interims;
    private long remaining;
    private boolean persistent;
    private boolean chunkToClient;
    private boolean chunkOpen;
    private boolean needsFlush;
    private boolean readPaused;
    private boolean reset;

    /** Octets of the head at the front of the buffer in hand; they are not body. */
    private int headOctets;

    ServerHandler(LoopContext context, ServerLink link, UpstreamConfig config) {
        this.context = context;
        this.link = link;
        this.pending = new Backlog(context.alloc);
        this.upstreamTimeoutMs = config.responseTimeoutMs();
        this.responseTimeoutMs = upstreamTimeoutMs;
        this.stallTimeoutMs = upstreamTimeoutMs;
        this.idleTimeoutMs = config.idleTimeoutMs();
        RetryConfig retry = config.resilience().retry();
        this.tryTimeoutMs = retry.tryTimeoutMs();
        String header = retry.notProcessedHeader();
        this.notProcessed = header == null ? null : Ascii.bytes(header);
    }

    @Override
    public int poolSlot() {
        return poolSlot;
    }

    @Override
    public void poolSlot(int slot) {
        link.stats.idle(slot >= 0 && poolSlot < 0 ? 1 : slot < 0 && poolSlot >= 0 ? -1 : 0);
        poolSlot = slot;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    private Channel channel() {
        return Objects.requireNonNull(channel);
    }

    /**
     * Whether the next request may go over this resting connection. One that could not be sent again is worth a look at what the kernel holds: half a microsecond,
     * which the others save.
     */
    boolean usable(boolean repeatable) {
        if (state != RESTING || !channel().isActive()) {
            return false;
        }
        if (repeatable || silent()) {
            return true;
        }
        closeLater();
        return false;
    }

    /**
     * Closes once the loop has dealt with the events that it holds, one of which may be this connection's: a connection that is opened meanwhile could get the number of its
     * file descriptor, and then its event.
     */
    private void closeLater() {
        state = CLOSED;
        context.loop.execute(channel()::close);
    }

    /**
     * Whether the kernel holds nothing of the server's that this loop has not read yet. Octets that wait there were sent before the next request, so they are no answer to
     * it; an end means that the request would be lost, and one that is not idempotent could not be sent again. One read that finds nothing tells, where the transport has file
     * descriptors.
     */
    private boolean silent() {
        if (!(channel() instanceof UnixChannel unix)) {
            return true;
        }
        try {
            int octets = unix.fd().read(context.peek, 0, 1);
            if (octets > 0) {
                strayOctets();
            }
            return octets == 0;
        } catch (IOException e) {
            return false; // reset
        }
    }

    private void strayOctets() {
        Faults.note("server " + link.server.name() + " sent octets on an idle connection; it was closed");
    }

    // ---- for the exchange

    /** Takes over an exchange: its head goes out, its answer will come in. */
    void serve(ClientHandler client, Exchange e) {
        this.client = client;
        this.exchange = e;
        state = HEAD;
        interims = 0;
        link.stats.started();
        TimeoutsConfig timeouts = Objects.requireNonNull(e.route).config().timeouts();
        responseTimeoutMs = timeouts.responseMs() == 0 ? upstreamTimeoutMs : timeouts.responseMs();
        stallTimeoutMs = timeouts.idleMs() == 0 ? upstreamTimeoutMs : timeouts.idleMs();
        headTimeoutMs = tryTimeoutMs == 0 ? responseTimeoutMs : Math.min(tryTimeoutMs, responseTimeoutMs);
        context.timers.set(timer, e.timeLeftMs(headTimeoutMs));
        ByteBuf head = Objects.requireNonNull(e.head);
        write(head.retain());
        ByteBuf sentBefore = e.replay.again();
        if (sentBefore != null) {
            write(sentBefore);
        }
        client.leased(this);
    }

    void write(ByteBuf buf) {
        needsFlush = true;
        channel().write(buf, channel().voidPromise());
    }

    void flush() {
        if (needsFlush) {
            needsFlush = false;
            channel().flush();
        }
    }

    boolean writable() {
        return channel().isWritable();
    }

    void resumeReading() {
        if (readPaused) {
            readPaused = false;
            if (state != RESTING && state != CLOSED) {
                context.timers.set(
                        timer,
                        switch (state) {
                            case TUNNEL -> context.topology.limits().tunnelIdleTimeoutMs();
                            case HEAD -> responseTimeoutMs;
                            default -> stallTimeoutMs;
                        });
            }
            channel().config().setAutoRead(true);
        }
    }

    private void pauseReading() {
        if (!readPaused) {
            readPaused = true;
            // The client is slow, not the server: the client's own deadline counts now.
            context.timers.clear(timer);
            channel().config().setAutoRead(false);
        }
    }

    /** The client's side of the exchange is gone: what this connection still brings belongs to nobody. */
    void abandon() {
        detach();
        closeLater();
    }

    void shutdownOutput() {
        // Behind what is still queued: a shutdown at once would drop that.
        channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            SslHandler tls = channel().pipeline().get(SslHandler.class);
            if (done.isSuccess() && tls != null) {
                tls.closeOutbound();
            } else if (done.isSuccess() && channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            }
        });
    }

    /** Goes to the pool, or closes when there is no room. */
    void rest() {
        state = RESTING;
        if (!channel().isActive() || !link.pool.put(this)) {
            close();
            return;
        }
        context.timers.set(timer, idleTimeoutMs);
    }

    private void detach() {
        if (exchange != null) {
            link.stats.ended();
            exchange.unload();
        }
        client = null;
        exchange = null;
        pending.release();
    }

    void close() {
        state = CLOSED;
        channel().close();
    }

    /** Closes a connection that was taken from its pool, from outside of its own events. */
    void closeIdle() {
        context.timers.clear(timer);
        closeLater();
    }

    // ---- events

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf buf = (ByteBuf) msg;
        switch (state) {
            case HEAD -> readHead(buf);
            case LENGTH, CHUNKED, UNTIL_CLOSE -> readBody(buf);
            case TUNNEL -> tunnel(buf);
            case RESTING -> {
                // Octets that nobody asked for must never meet the next request.
                buf.release();
                link.pool.remove(this);
                strayOctets();
                close();
            }
            default -> buf.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ClientHandler served = client;
        if (served != null) {
            served.flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        context.timers.remove(timer);
        int was = state;
        state = CLOSED;
        link.pool.remove(this);
        ClientHandler served = client;
        Exchange e = exchange;
        boolean partial = !pending.isEmpty();
        detach();
        if (served == null || e == null) {
            return;
        }
        switch (was) {
            case HEAD -> {
                if (partial || interims > 0) {
                    failBroken(served, e, "the back end's answer ended inside its head");
                } else {
                    Dispatcher.attemptFailed(
                            context,
                            served,
                            e,
                            Outcome.SERVER_CLOSED,
                            "the back end closed the connection without an answer");
                }
            }
            case UNTIL_CLOSE -> {
                if (reset) {
                    truncated(served, e);
                } else {
                    served.responseEnded();
                }
            }
            case TUNNEL -> served.tunnelEnded();
            default -> truncated(served, e);
        }
    }

    private void truncated(ClientHandler served, Exchange e) {
        noteFailure(e);
        served.failed(Outcome.SERVER_TRUNCATED, "the back end's answer was cut off");
    }

    private void onDeadline() {
        ClientHandler served = client;
        Exchange e = exchange;
        if (served == null || e == null) {
            link.pool.remove(this);
            close();
            return;
        }
        if (state == HEAD && !e.requestComplete && !e.responseStarted) {
            // The request is still arriving: its own deadline counts, the answer's begins when it is complete.
            context.timers.set(timer, headTimeoutMs);
            return;
        }
        int was = state;
        detach();
        close();
        switch (was) {
            case HEAD ->
                Dispatcher.attemptFailed(
                        context, served, e, Outcome.SERVER_TIMEOUT, "the back end did not answer in time");
            case TUNNEL -> served.tunnelEnded();
            default -> {
                link.stats.timedOut();
                noteFailure(e);
                served.failed(Outcome.SERVER_STALLED, "the back end stopped in the middle of its answer");
            }
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent closed) {
            if (closed.isSuccess()) {
                channel().close(); // close_notify: nothing more will come
            } else {
                reset = true; // an end that the server did not sign could be anybody's cut (RFC 8446 section 6.1)
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ClientHandler served = client;
        if (served != null && channel().isWritable()) {
            served.serverWritable();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof DecoderException && cause.getCause() instanceof SSLException tls) {
            if (exchange != null) { // a handshake that failed has told the connector
                Faults.note("server " + link.server.name() + ": TLS failed: " + CertificateException.reason(tls));
            }
        } else if (!(cause instanceof IOException)) {
            Faults.report("server " + link.server.name(), cause);
            ClientHandler served = client;
            detach();
            close();
            if (served != null) {
                served.edgeFailed();
            }
            return;
        }
        reset = true;
        channel().close();
    }

    // ---- the head

    private void readHead(ByteBuf buf) {
        ByteBuf data = pending.takeWith(buf);
        while (true) {
            int max = Math.min(data.readableBytes(), context.topology.limits().headBytes() + 1);
            data.getBytes(data.readerIndex(), context.in, 0, max);
            int end = context.responseParser.parse(context.in, 0, max, context.response);
            if (end == 0) {
                pending.keep(data);
                return;
            }
            if (end < 0) {
                data.release();
                broken(context.responseParser.error().reason);
                return;
            }
            ResponseHead head = context.response;
            if (!head.interim()) {
                accept(head, end, data);
                return;
            }
            if (++interims > MAX_INTERIM || !head.http11) {
                data.release();
                broken("too many interim answers");
                return;
            }
            if (head.status != 100) {
                Objects.requireNonNull(client).interim(head);
            }
            data.skipBytes(end);
            if (!data.isReadable()) {
                data.release();
                return;
            }
        }
    }

    /** A final head: from here on the client sees this answer. */
    private void accept(ResponseHead head, int end, ByteBuf data) {
        ClientHandler served = Objects.requireNonNull(client);
        Exchange e = Objects.requireNonNull(exchange);
        if (head.status == 101) {
            if (!e.tunnel || !head.upgradeOption || head.upgradeField < 0) {
                data.release();
                broken("the back end switched protocols unasked");
                return;
            }
            if (served.sentMore()) {
                // Are they of the new protocol, or the next request of the old one? Two readings, so neither.
                data.release();
                detach();
                close();
                served.failed(Outcome.CLIENT_BAD_REQUEST, "octets came before the protocol was switched");
                return;
            }
            switchProtocols(served, head, end, data);
            return;
        }
        e.observe(head.status);
        byte[] marker = notProcessed;
        if (head.status == 503
                && marker != null
                && head.fields.has(context.in, marker)
                && Dispatcher.mayRepeatUnprocessed(e)) {
            Dispatcher.noteAnswer(e, link, head.status, System.nanoTime() - e.chosenNanos);
            data.release();
            detach();
            close();
            Dispatcher.retry(context, served, e);
            return;
        }
        boolean bodiless = head.bodiless() || e.method == Method.HEAD;
        boolean delimited = bodiless || head.chunked || head.contentLength != MessageHead.NO_LENGTH;
        persistent = head.persistent() && delimited;
        chunkToClient = !bodiless && head.chunked && e.http11;
        chunkOpen = false;
        // An HTTP/1.0 client has no chunks: the end of its connection is the end of the body.
        Persistence persistence = served.persistence(delimited && (bodiless || !head.chunked || e.http11));
        served.responseStarted(head.status);
        Dispatcher.noteAnswer(e, link, head.status, e.serverStartNanos + e.serverNanos - e.chosenNanos);
        ClientResponse.change(context, served.socket, e, head, link.server);
        writeHead(head, end, data, persistence, bodiless);
        if (bodiless) {
            remaining = 0;
            state = LENGTH;
        } else if (head.chunked) {
            chunks.reset();
            state = CHUNKED;
        } else if (head.contentLength != MessageHead.NO_LENGTH) {
            remaining = head.contentLength;
            state = LENGTH;
        } else {
            state = UNTIL_CLOSE;
        }
        readBody(data);
    }

    /** Puts the new head in front of the body inside the same buffer when it fits there, so that the body never moves; leaves {@code data} at what is to be sent. */
    private void writeHead(ResponseHead head, int end, ByteBuf data, Persistence persistence, boolean bodiless) {
        if (ResponseWriter.passesUnchanged(context.in, 0, head, chunkToClient, persistence, context.added)) {
            headOctets = end;
            return;
        }
        // An answer to HEAD says how its GET would be framed.
        boolean chunkedHead = chunkToClient || (bodiless && head.chunked && Objects.requireNonNull(exchange).http11);
        int length = ResponseWriter.write(context.in, head, context.out, chunkedHead, persistence, context.added);
        if (length <= end && state == HEAD && !head.chunked) {
            int start = data.readerIndex() + end - length;
            data.setBytes(start, context.out, 0, length);
            data.readerIndex(start);
            headOctets = length;
            return;
        }
        data.skipBytes(end);
        headOctets = 0;
        send(context.alloc.buffer(length).writeBytes(context.out, 0, length));
    }

    // ---- the body

    private void readBody(ByteBuf data) {
        switch (state) {
            case LENGTH -> readLength(data);
            case CHUNKED -> readChunks(data);
            default -> {
                context.timers.set(timer, stallTimeoutMs);
                Objects.requireNonNull(exchange).responseBytes += data.readableBytes() - headOctets;
                headOctets = 0;
                send(data);
            }
        }
    }

    private void readLength(ByteBuf data) {
        int body = data.readableBytes() - headOctets;
        if (body > remaining) {
            // More than was announced: the surplus goes nowhere, and neither does another request over this connection.
            data.writerIndex(data.readerIndex() + headOctets + (int) remaining);
            body = (int) remaining;
            persistent = false;
        }
        headOctets = 0;
        remaining -= body;
        Objects.requireNonNull(exchange).responseBytes += body;
        if (data.isReadable()) {
            send(data);
        } else {
            data.release();
        }
        if (remaining == 0) {
            ended();
        } else {
            context.timers.set(timer, stallTimeoutMs);
        }
    }

    private void readChunks(ByteBuf data) {
        headOctets = 0;
        Exchange e = Objects.requireNonNull(exchange);
        while (true) {
            int run = chunks.next(data);
            if (run >= 0) {
                if (chunkToClient) {
                    send(Chunk.head(context, run, chunkOpen));
                    chunkOpen = true;
                }
                e.responseBytes += run;
                send(data.readRetainedSlice(run));
                if (exchange != e) {
                    data.release(); // the client left while this was written
                    return;
                }
            } else if (run == ChunkReader.MORE) {
                data.release();
                context.timers.set(timer, stallTimeoutMs);
                return;
            } else if (run == ChunkReader.END) {
                persistent &= !data.isReadable();
                data.release();
                if (chunkToClient) {
                    send(Chunk.end(context, chunkOpen));
                }
                ended();
                return;
            } else {
                data.release();
                broken(chunks.error().reason);
                return;
            }
        }
    }

    private void send(ByteBuf buf) {
        if (!Objects.requireNonNull(client).send(buf)) {
            pauseReading();
        }
    }

    /** The answer is complete: the connection is free before the client's next request is looked at, which may want it. */
    private void ended() {
        ClientHandler served = Objects.requireNonNull(client);
        Exchange e = Objects.requireNonNull(exchange);
        boolean reusable = persistent && e.requestComplete;
        detach();
        if (reusable) {
            resumeReading();
            rest();
        } else {
            close();
        }
        served.responseEnded();
    }

    // ---- failures and tunnels

    private void broken(String why) {
        ClientHandler served = Objects.requireNonNull(client);
        Exchange e = Objects.requireNonNull(exchange);
        detach();
        close();
        failBroken(served, e, why);
    }

    private void failBroken(ClientHandler served, Exchange e, String why) {
        noteFailure(e);
        served.failed(e.responseStarted ? Outcome.SERVER_TRUNCATED : Outcome.SERVER_BAD_ANSWER, why);
    }

    private void noteFailure(Exchange e) {
        Dispatcher.noteFailure(context, e, link);
    }

    private void switchProtocols(ClientHandler served, ResponseHead head, int end, ByteBuf data) {
        link.server.state().succeeded();
        served.responseStarted(101);
        ClientResponse.changeSwitch(context, served.socket, Objects.requireNonNull(exchange), link.server);
        int length = ResponseWriter.write(context.in, head, context.out, false, Persistence.UPGRADE, context.added);
        data.skipBytes(end);
        send(context.alloc.buffer(length).writeBytes(context.out, 0, length));
        state = TUNNEL;
        context.timers.clear(timer);
        served.startTunnel();
        if (data.isReadable()) {
            tunnel(data);
        } else {
            data.release();
        }
        served.flush();
    }

    private void tunnel(ByteBuf buf) {
        Exchange e = exchange;
        if (e == null) {
            buf.release();
            return;
        }
        e.responseBytes += buf.readableBytes();
        send(buf);
    }
}
